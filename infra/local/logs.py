"""Prints the functions' logs: `logs.py <stack> [--function NAME] [--follow]`, oldest line first."""

import argparse
import datetime
import re
import sys
import time

import boto3

import stack as deployed


def normalized(name):
    """So that `session-login` and `SessionLogin` are the same function."""
    return re.sub("[^a-z0-9]", "", name.lower())


def functions(stack, wanted):
    """The names of all functions, or of those whose name contains the wanted one."""
    resources = deployed.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    names = {r["PhysicalResourceId"].removeprefix(f"{stack}-") for r in resources
             if r["ResourceType"] == "AWS::Lambda::Function"}
    chosen = {name for name in names if normalized(wanted or "") in normalized(name)}
    if not chosen:
        sys.exit(f"no function is called {wanted}; the functions are: {', '.join(sorted(names))}")
    return chosen


def events(logs, stack, functions, since):
    """(time, function, message, stream) of every line of these functions since that time."""
    found = []
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{stack}", startTime=since)
    for event in (event for page in pages for event in page["events"]):
        # 2026/11/22/usher-session-login[$LATEST]0123456789abcdef
        function = event["logStreamName"].rpartition("/")[2].partition("[")[0].removeprefix(f"{stack}-")
        if function in functions:
            found.append((event["timestamp"], function, event["message"].rstrip(), event["logStreamName"]))
    return sorted(found, key=lambda event: event[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stack")
    parser.add_argument("--function")
    parser.add_argument("--follow", action="store_true")
    arguments = parser.parse_args()
    logs, chosen = boto3.client("logs"), functions(arguments.stack, arguments.function)
    since, seen = 0, set()
    while True:
        for event in events(logs, arguments.stack, chosen, since):
            if event not in seen:
                at, name, message, _ = event
                moment = datetime.datetime.fromtimestamp(at / 1000).strftime("%H:%M:%S.%f")[:-3]
                print(moment, name, message, flush=True)
                seen.add(event)
                since = max(since, at - 5000)
        if not arguments.follow:
            return
        time.sleep(0.5)


if __name__ == "__main__":
    try:
        main()
    except (KeyboardInterrupt, BrokenPipeError):
        pass
