"""AWS clients, and their errors in a form that is safe to log."""

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from usher.config import required
from usher.errors import Unavailable

CONFIG = Config(
    region_name=required("AWS_REGION"),
    connect_timeout=3,
    read_timeout=4,
    retries={"total_max_attempts": 3, "mode": "standard"},
    tcp_keepalive=True,
    # The code builds the requests from validated values.
    parameter_validation=False,
)


def client(service):
    """A client for one service."""
    return boto3.client(service, config=CONFIG)


def unavailable(operation, error):
    """The error of a call. A message can repeat the request's data, so only the error code is kept, except for a denied
    permission, whose message names the action and the role."""
    if not isinstance(error, ClientError):
        return Unavailable(operation, str(error))
    code = error.response["Error"]["Code"]
    cause = f"{code}, request {error.response['ResponseMetadata'].get('RequestId', 'unknown')}"
    if code.startswith("AccessDenied"):
        cause += f": {error.response['Error'].get('Message', '')}"
    return Unavailable(operation, cause)
