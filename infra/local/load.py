"""The locust scenario of `cargo xtask load`: users register, sign in, change their name and read it back.

USHER_ADMIN   the demo admin, {"email", "password"}
USHER_REPORT  the file for the report, in JSON

The status and content of every response are checked. Every confirmed write is recorded. After all clients have stopped,
an admin reads all users: a write is lost if a name is not the last one written, or if a user is not in the list exactly
once.
"""

import json
import os
import random
import uuid
from collections import Counter

import gevent.pool
import requests
from locust import FastHttpUser, events, task

# API Gateway's timeout, in seconds: a request that takes longer is a failure.
TIMEOUT = 29
# The number of changes by each user.
CHANGES = 3
# The number of concurrent readers that look for lost writes.
READERS = 16

# The last confirmed name of each user, by address; counters of writes.
names = {}
writes = Counter()


class Client(FastHttpUser):
    """A client without pauses. It acts as one user after the other."""

    connection_timeout = TIMEOUT
    network_timeout = TIMEOUT
    max_retries = 0

    @task
    def run_user(self):
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
        """A request that sets the name; records it once it is confirmed."""
        user = self.call(method, path, status, token, **request)
        self.expect(user["full_name"], request["json"]["full_name"], path)
        names[email] = user["full_name"]
        writes["answered"] += 1

    def call(self, method, path, status, token=None, **request):
        """The response; another status is a failure, and the client continues with the next user."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with self.client.request(method, path, headers=headers, catch_response=True, **request) as response:
            if response.status_code != status:
                response.failure(f"{response.status_code}: {response.text}")
        if response.status_code != status:
            raise Failed(f"{method} {path}: {response.status_code}")
        return response.json()

    def expect(self, found, written, where):
        if found != written:
            writes["not read back"] += 1
            raise Failed(f"{where} has {found!r}, but {written!r} was written")


class Failed(Exception):
    """locust prints and counts it, and starts the task again."""


def new_name():
    return f"User {uuid.uuid4().hex}"


# ---------------------------------------------------------------- the check for lost writes


@events.test_stop.add_listener
def find_lost_writes(environment, **_):
    admin = authorization(environment.host)
    listed = Counter(all_addresses(environment.host, admin))
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
        "operations": [summary(entry) for _, entry in sorted(environment.stats.entries.items())],
        "in_all": summary(environment.stats.total),
    }
    with open(os.environ["USHER_REPORT"], "w") as file:
        json.dump(report, file, indent=2)


def summary(entry):
    return {
        "operation": f"{entry.method} {entry.name}".strip(),
        "requests": entry.num_requests,
        "failures": entry.num_failures,
        "median_ms": entry.median_response_time,
        "p95_ms": entry.get_response_time_percentile(0.95),
        "p99_ms": entry.get_response_time_percentile(0.99),
        "longest_ms": round(entry.max_response_time),
    }


def authorization(api):
    response = requests.post(f"{api}/api/user/login/", json=json.loads(os.environ["USHER_ADMIN"]), timeout=TIMEOUT)
    response.raise_for_status()
    return {"Authorization": f"Bearer {response.json()['tokens']['access']}"}


def all_addresses(api, admin):
    """The addresses of all users, page by page."""
    page = {"limit": 1000}
    while True:
        response = requests.get(f"{api}/api/users", params=page, headers=admin, timeout=TIMEOUT)
        response.raise_for_status()
        body = response.json()
        yield from (user["email"] for user in body["data"])
        if "next" not in body:
            return
        page["cursor"] = body["next"]


def name_of(api, admin, email):
    response = requests.get(f"{api}/user/{email}", headers=admin, timeout=TIMEOUT)
    return response.json().get("full_name")
