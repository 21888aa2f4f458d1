"""CloudFormation calls of `cargo xtask up`: `stack.py <prepare|note|describe|failure> <stack> [fingerprint]`.

prepare   creates the bucket for the deployment's files, and deletes a stack whose first deployment failed
note      stores the fingerprint of the deployment in the emulator, so that it is kept and lost with the emulator's state
describe  prints the stack's status, outputs, API and stored fingerprint as one JSON object
failure   prints the first reason why the last deployment failed
"""

import json
import sys
import time
from contextlib import suppress

import boto3
from botocore.exceptions import ClientError

cloudformation = boto3.client("cloudformation")
parameters = boto3.client("ssm")

# In these states CloudFormation only accepts a deletion.
DELETE_ONLY = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"}


def find(name):
    """The stack's description, or None if it does not exist."""
    try:
        return cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise


def prepare(name):
    s3 = boto3.client("s3")
    # It exists if an earlier deployment was interrupted.
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=f"{name}-artifacts")
    stack = find(name)
    if stack and stack["StackStatus"] in DELETE_ONLY:
        cloudformation.delete_stack(StackName=name)
        while find(name):
            time.sleep(0.2)


def note(name, fingerprint):
    parameters.put_parameter(Name=f"/{name}/deployed", Value=fingerprint, Type="String", Overwrite=True)


def noted(name):
    try:
        return parameters.get_parameter(Name=f"/{name}/deployed")["Parameter"]["Value"]
    except parameters.exceptions.ParameterNotFound:
        return ""


def describe(name):
    stack = find(name)
    if not stack or stack["StackStatus"] == "DELETE_COMPLETE":
        return print("null")
    resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]

    def of_type(kind):
        return {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources if r["ResourceType"] == kind}

    print(json.dumps({
        "status": stack["StackStatus"],
        "outputs": {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])},
        "api_id": next(iter(of_type("AWS::ApiGateway::RestApi").values()), ""),
        "stage": next(iter(of_type("AWS::ApiGateway::Stage").values()), ""),
        "fingerprint": noted(name),
    }))


def failure(name):
    """Events are listed newest first; the cause is the oldest failure since the start of the deployment."""
    reason = ""
    for event in cloudformation.describe_stack_events(StackName=name)["StackEvents"]:
        status = event["ResourceStatus"]
        own = event["LogicalResourceId"] == name
        if status.endswith("_FAILED") and "cancelled" not in event.get("ResourceStatusReason", "").lower():
            reason = f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', status)}"
        if own and status in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"):
            break
    print(" ".join(reason.split()))


if __name__ == "__main__":
    {"prepare": prepare, "note": note, "describe": describe, "failure": failure}[sys.argv[1]](*sys.argv[2:])
