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
    """Log groups by logical id, of all functions or of those whose name contains the wanted one."""
    resources = deployed.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    all_functions = {
        r["LogicalResourceId"]: f"/aws/lambda/{r['PhysicalResourceId']}"
        for r in resources if r["ResourceType"] == "AWS::Lambda::Function"
    }
    chosen = {n: g for n, g in all_functions.items() if normalized(wanted or "") in normalized(n)}
    if not chosen:
        sys.exit(f"no function is called {wanted}; the functions are: {', '.join(sorted(all_functions))}")
    return chosen


def events(logs, groups, since):
    """(time, name, message, stream) of every line since that time."""
    found = []
    for name, group in groups.items():
        try:
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since):
                found += [(e["timestamp"], name, e["message"].rstrip(), e["logStreamName"]) for e in page["events"]]
        except logs.exceptions.ResourceNotFoundException:
            continue  # The function was not invoked yet.
    return sorted(found, key=lambda event: event[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stack")
    parser.add_argument("--function")
    parser.add_argument("--follow", action="store_true")
    arguments = parser.parse_args()
    logs, groups = boto3.client("logs"), functions(arguments.stack, arguments.function)
    since, seen = 0, set()
    while True:
        for event in events(logs, groups, since):
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
