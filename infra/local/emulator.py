"""Starts the emulator with three patches that no API call can make.

`ListObjectVersions` supports `encoding-type=url`. Without it, a key with a character that XML forbids (U+0001) makes the
whole response unparsable. On AWS it does not.

The name of a log stream contains the function's name, as on AWS where functions share a log group (Lambda developer guide,
"Configuring CloudWatch log groups").

A refreshed access token keeps the `auth_time` of the sign-in (Cognito developer guide, "Understanding the access token").
"""

import html
import re
import sys
import threading
from urllib.parse import quote

# The emulator must not import the scripts in this folder as modules.
sys.path.pop(0)

from ministack import app  # noqa: E402
from ministack.services import cloudwatch_logs, cognito, lambda_svc, s3  # noqa: E402

KEYS = re.compile(r"<(Key|Prefix|KeyMarker|NextKeyMarker)>([^<]*)</")

list_object_versions = s3._list_object_versions


def encode(match):
    return f"<{match[1]}>{quote(html.unescape(match[2]), safe='/')}</"


def list_object_versions_encoded(bucket, query):
    status, headers, body = list_object_versions(bucket, query)
    if status != 200 or s3._qp(query, "encoding-type", "") != "url":
        return status, headers, body
    text = KEYS.sub(encode, body.decode())
    text = text.replace("<IsTruncated>", "<EncodingType>url</EncodingType><IsTruncated>", 1)
    return status, headers, text.encode()


s3._list_object_versions = list_object_versions_encoded

emit_lambda_logs = lambda_svc._emit_lambda_logs
filter_log_events = cloudwatch_logs._filter_log_events
naming = threading.Lock()


def emit_lambda_logs_named(func, *arguments, **options):
    config = func.get("config") or func
    group = (config.get("LoggingConfig") or {}).get("LogGroup")
    with naming:
        emit_lambda_logs(func, *arguments, **options)
        streams = cloudwatch_logs._log_groups.get(group, {}).get("streams") or [""]
        # The last one is the one just written, unless writing failed.
        date, _, rest = next(reversed(streams)).rpartition("/")
        if rest.startswith("["):
            streams[f"{date}/{config['FunctionName']}{rest}"] = streams.pop(f"{date}/{rest}")


def filter_log_events_named(data):
    with naming:
        return filter_log_events(data)


lambda_svc._emit_lambda_logs = emit_lambda_logs_named
cloudwatch_logs._filter_log_events = filter_log_events_named

apply_pretoken_trigger = cognito._apply_pretoken_trigger
# By session. The list grows until the emulator stops.
sign_in_times = {}


def apply_pretoken_trigger_with_sign_in_time(*arguments, **options):
    claims = apply_pretoken_trigger(*arguments, **options)
    if "auth_time" in claims:
        claims["auth_time"] = sign_in_times.setdefault(claims.get("origin_jti"), claims["auth_time"])
    return claims


cognito._apply_pretoken_trigger = apply_pretoken_trigger_with_sign_in_time

if __name__ == "__main__":
    app.main()
