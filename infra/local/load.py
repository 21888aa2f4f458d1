"""Whom locust plays at `cargo xtask load`: people who register, sign in, change their name and read it back.

USHER_ADMIN   the demo admin, {"email", "password"}
USHER_REPORT  the file that tells what came of it, in JSON

Every answer is checked, status and content. Whatever was answered as written is noted, and when all clients have stopped
an admin reads everybody again: a name that is not the last one written, or somebody who is not in the list once, is lost.
"""

import json
import os
import random
import uuid
from collections import Counter

import gevent.pool
import requests
from locust import FastHttpUser, events, task

# A request that takes longer than the gateway waits is a fault.
PATIENCE = 29
# How many changes a person makes.
CHANGES = 3
# How many readers look for lost writes.
READERS = 16

# The name that each person was last told to have, by the address; how many writes were answered.
names = {}
writes = Counter()


class Person(FastHttpUser):
    """One client, which never pauses. It is one person after the other: who has made their changes is followed by somebody
    new."""

    connection_timeout = PATIENCE
    network_timeout = PATIENCE
    max_retries = 0

    @task
    def live(self):
        email, password = f"{uuid.uuid4().hex}@usher.example", uuid.uuid4().hex
        self.register(email, password)
        token = self.sign_in(email, password)
        for _ in range(CHANGES):
            self.change_name(email, token)
            self.read_back(email, token)

    def register(self, email, password):
        body = {"email": email, "password": password, "full_name": new_name()}
        path = random.choice(["/register", "/api/user/register/"])
        self.write("POST", path, 201, email, json=body)

    def sign_in(self, email, password):
        session = self.call("POST", "/api/user/login/", 200, json={"email": email, "password": password})
        self.expect(session["data"]["full_name"], names[email], "the session")
        return session["tokens"]["access"]

    def change_name(self, email, token):
        method, path = random.choice([("POST", "/user/update"), ("PUT", "/api/user/update/")])
        self.write(method, path, 200, email, token, json={"full_name": new_name()})

    def read_back(self, email, token):
        path, name = random.choice(
            [("/api/user/me/", None), ("/user/profile", None), (f"/user/{email}", "/user/{email}")]
        )
        found = self.call("GET", path, 200, token, name=name)
        self.expect(found["full_name"], names[email], path)

    def write(self, method, path, status, email, token=None, **request):
        """A request that sets the name; noted once it is answered."""
        answer = self.call(method, path, status, token, **request)
        self.expect(answer["full_name"], request["json"]["full_name"], path)
        names[email] = answer["full_name"]
        writes["answered"] += 1

    def call(self, method, path, status, token=None, **request):
        """The answer; one with another status is a failure, and ends this person's life."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with self.client.request(method, path, headers=headers, catch_response=True, **request) as answer:
            if answer.status_code != status:
                answer.failure(f"{answer.status_code}: {answer.text}")
        if answer.status_code != status:
            raise Failed(f"{method} {path}: {answer.status_code}")
        return answer.json()

    def expect(self, found, written, where):
        if found != written:
            writes["not read back"] += 1
            raise Failed(f"{where} has {found!r}, and {written!r} was written")


class Failed(Exception):
    """Locust prints it, counts it, and lets the client begin anew."""


def new_name():
    return f"Person {uuid.uuid4().hex}"


# ---------------------------------------------------------------- what is left in the end


@events.test_stop.add_listener
def look_again(environment, **_):
    admin = signed_in(environment.host)
    listed = Counter(everybody(environment.host, admin))
    readers = gevent.pool.Pool(READERS)
    found = dict(readers.imap_unordered(lambda email: (email, name_of(environment.host, admin, email)), names))
    lost = [email for email, name in names.items() if found[email] != name or listed[email] != 1]
    report = {
        "people": len(names),
        "writes": writes["answered"],
        "lost": lost,
        "not_read_back": writes["not read back"],
        "errors": sorted(f"{error.method} {error.name}: {error.error}" for error in environment.stats.errors.values())
        + sorted(exception["msg"] for exception in environment.runner.exceptions.values()),
        "seconds": environment.stats.total.last_request_timestamp - environment.stats.total.start_time,
        "operations": [told(entry) for _, entry in sorted(environment.stats.entries.items())],
        "in_all": told(environment.stats.total),
    }
    with open(os.environ["USHER_REPORT"], "w") as file:
        json.dump(report, file, indent=2)


def told(entry):
    return {
        "operation": f"{entry.method} {entry.name}".strip(),
        "requests": entry.num_requests,
        "failures": entry.num_failures,
        "median_ms": entry.median_response_time,
        "p95_ms": entry.get_response_time_percentile(0.95),
        "p99_ms": entry.get_response_time_percentile(0.99),
        "longest_ms": round(entry.max_response_time),
    }


def signed_in(api):
    answer = requests.post(f"{api}/api/user/login/", json=json.loads(os.environ["USHER_ADMIN"]), timeout=PATIENCE)
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['tokens']['access']}"}


def everybody(api, admin):
    """The addresses in the list, page by page."""
    page = {"limit": 1000}
    while True:
        answer = requests.get(f"{api}/api/users", params=page, headers=admin, timeout=PATIENCE)
        answer.raise_for_status()
        answer = answer.json()
        yield from (user["email"] for user in answer["data"])
        if "next" not in answer:
            return
        page["cursor"] = answer["next"]


def name_of(api, admin, email):
    answer = requests.get(f"{api}/user/{email}", headers=admin, timeout=PATIENCE)
    return answer.json().get("full_name")
