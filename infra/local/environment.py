"""Prints the environment of a deployed function, one `NAME=value` a line: `environment.py <function>`.

With it, the function runs outside the stack, on the stack's data. It then calls AWS as the stack's root user, not with
its own role.
"""

import os
import sys

import boto3

CONNECTION = ["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]


def configuration(function):
    for page in boto3.client("lambda").get_paginator("list_functions").paginate():
        for found in page["Functions"]:
            if found["FunctionName"].endswith(f"-{function}"):
                return found
    sys.exit(f"there is no function {function}; use a name such as session-login")


def environment(function):
    """The variables of the template, and those that Lambda adds."""
    return function.get("Environment", {}).get("Variables", {}) | {
        "AWS_LAMBDA_FUNCTION_NAME": function["FunctionName"],
        "AWS_LAMBDA_FUNCTION_VERSION": function["Version"],
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": function["MemorySize"],
    } | {name: os.environ[name] for name in CONNECTION}


if __name__ == "__main__":
    for name, value in environment(configuration(sys.argv[1])).items():
        print(f"{name}={value}")
