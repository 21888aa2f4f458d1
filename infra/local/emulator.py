"""Starts the emulator with what it leaves out and no call can patch: `ListObjectVersions` honours `encoding-type=url`.

Without it a key that XML cannot carry (U+0001) makes the whole list unreadable, which on AWS it does not.
"""

import html
import re
import sys
from urllib.parse import quote

# This folder holds scripts, not modules that the emulator should find.
sys.path.pop(0)

from ministack import app  # noqa: E402
from ministack.services import s3  # noqa: E402

KEYS = re.compile(r"<(Key|Prefix|KeyMarker|NextKeyMarker)>([^<]*)</")

list_object_versions = s3._list_object_versions


def encode(match):
    return f"<{match[1]}>{quote(html.unescape(match[2]), safe='/')}</"


def encoded_list(bucket, query):
    status, headers, body = list_object_versions(bucket, query)
    if status != 200 or s3._qp(query, "encoding-type", "") != "url":
        return status, headers, body
    text = KEYS.sub(encode, body.decode())
    text = text.replace("<IsTruncated>", "<EncodingType>url</EncodingType><IsTruncated>", 1)
    return status, headers, text.encode()


s3._list_object_versions = encoded_list

if __name__ == "__main__":
    app.main()
