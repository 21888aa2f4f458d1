"""Operator actions on a local stack, for the end-to-end tests.

sweep KINDS TEXT ...    prints every place that contains one of the texts, as JSON lines [text, place]; KINDS is `all`
                        or some of rows,objects,logs,executions,mails,people (all versions of objects; input, output and
                        history of executions; attributes of the users in all user pools)
invocations-since TIME  prints the lines START and the request lines that all functions logged since then, as JSON lines
                        [log group, line]; TIME is in milliseconds of Unix time
requests-since TIME     prints the request lines that all functions logged since then, oldest first
invoke FUNCTION EVENT   invokes a function asynchronously, as EventBridge does
messages QUEUE          prints the bodies of the messages in a queue as JSON lines, without deleting them
routes API              prints every method on every path of a REST API, except ANY
deny FUNCTION ACTION    denies an action to a function's role
allow FUNCTION          removes the denial
configure CHANGES       sets environment variables of functions; CHANGES is a JSON object from the ending of a function's
                        name to its variables, where null removes one; prints the previous values in the same format
"""

import json
import os
import sys
import urllib.request

import boto3
from botocore.exceptions import ClientError

POLICY = "denied-by-a-test"


def rows():
    """(place, text) of every item of every table."""
    dynamodb = boto3.client("dynamodb")
    for page in dynamodb.get_paginator("list_tables").paginate():
        for table in page["TableNames"]:
            for items in dynamodb.get_paginator("scan").paginate(TableName=table):
                for item in items["Items"]:
                    yield f"table {table}", repr(item)


def objects():
    s3 = boto3.client("s3")
    for bucket in (b["Name"] for b in s3.list_buckets()["Buckets"] if not b["Name"].endswith("-artifacts")):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for version in page.get("Versions", []):
                key, number = version["Key"], version["VersionId"]
                try:
                    found = s3.get_object(Bucket=bucket, Key=key, VersionId=number)
                except ClientError:  # erased since it was listed
                    continue
                yield f"object {bucket}/{key}", repr((key, found["Metadata"], found["Body"].read()))


def log_lines(since=0):
    logs = boto3.client("logs")
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in (g["logGroupName"] for g in page["logGroups"]):
            for events in logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since):
                for event in events["events"]:
                    yield f"log {group}/{event['logStreamName']}", event["message"]


def executions():
    states = boto3.client("stepfunctions")
    for machine in (m["stateMachineArn"] for m in states.list_state_machines()["stateMachines"]):
        for page in states.get_paginator("list_executions").paginate(stateMachineArn=machine):
            for arn in (e["executionArn"] for e in page["executions"]):
                yield f"execution {arn}", repr(states.describe_execution(executionArn=arn))
                for history in states.get_paginator("get_execution_history").paginate(executionArn=arn):
                    for event in history["events"]:
                        yield f"history of {arn}, event {event['id']}", repr(event)


def mails():
    with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/_ministack/ses/messages") as answer:
        yield "mails", answer.read().decode()


def people():
    cognito = boto3.client("cognito-idp")
    for pool in (p["Id"] for p in cognito.list_user_pools(MaxResults=60)["UserPools"]):
        for page in cognito.get_paginator("list_users").paginate(UserPoolId=pool):
            for user in page["Users"]:
                yield f"user of {pool}", repr(user)


SOURCES = {"rows": rows, "objects": objects, "logs": log_lines, "executions": executions, "mails": mails,
           "people": people}


def sweep(kinds, *texts):
    looked = 0
    for kind in SOURCES if kinds == "all" else kinds.split(","):
        for place, content in SOURCES[kind]():
            looked += 1
            for text in texts:
                if text in content:
                    print(json.dumps([text, place]))
    if not looked:
        sys.exit("nothing was searched: the stack is empty")


def requests_since(time):
    lines = (json.loads(line) for _, line in log_lines(int(time)) if line.startswith('{"time"'))
    for line in sorted(lines, key=lambda line: line["time"]):
        print(json.dumps(line))


def invocations_since(time):
    for place, line in log_lines(int(time)):
        if line.startswith(("START ", '{"time"')):
            print(json.dumps([place.removeprefix("log "), line]))


def invoke(function, event):
    boto3.client("lambda").invoke(FunctionName=named(function)["FunctionName"], InvocationType="Event", Payload=event)


def messages(queue):
    found = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
    for message in found.get("Messages", []):
        print(json.dumps(json.loads(message["Body"])))


def routes(api):
    for page in boto3.client("apigateway").get_paginator("get_resources").paginate(restApiId=api):
        for resource in page["items"]:
            for method in resource.get("resourceMethods", {}):
                if method != "ANY":
                    print(f"{method} {resource['path']}")


def named(function):
    for page in boto3.client("lambda").get_paginator("list_functions").paginate():
        for found in page["Functions"]:
            if found["FunctionName"].endswith(f"-{function}"):
                return found
    sys.exit(f"there is no function {function}")


def role_of(function):
    return named(function)["Role"].rsplit("/", 1)[-1]


def deny(function, action):
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]}
    boto3.client("iam").put_role_policy(
        RoleName=role_of(function), PolicyName=POLICY, PolicyDocument=json.dumps(document))


def allow(function):
    boto3.client("iam").delete_role_policy(RoleName=role_of(function), PolicyName=POLICY)


def configure(changes):
    changes, before = json.loads(changes), {}
    functions = boto3.client("lambda")
    for page in functions.get_paginator("list_functions").paginate():
        for found in page["Functions"]:
            name = found["FunctionName"]
            wanted = {k: v for ending, variables in changes.items() if name.endswith(ending) for k, v in variables.items()}
            if not wanted:
                continue
            is_set = found.get("Environment", {}).get("Variables", {})
            before[name] = {variable: is_set.get(variable) for variable in wanted}
            after = {variable: value for variable, value in (is_set | wanted).items() if value is not None}
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": after})
    print(json.dumps(before))


if __name__ == "__main__":
    commands = {"sweep": sweep, "requests-since": requests_since,
                "invocations-since": invocations_since, "invoke": invoke, "messages": messages, "routes": routes,
                "deny": deny, "allow": allow, "configure": configure}
    commands[sys.argv[1]](*sys.argv[2:])
