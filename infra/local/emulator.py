"""Starts the emulator with a patch that no API call can make: `ListObjectVersions` supports `encoding-type=url`.

Without it, a key with a character that XML forbids (U+0001) makes the whole response unparsable. On AWS it does not.
"""

import html
import re
import sys
from urllib.parse import quote

# The emulator must not import the scripts in this folder as modules.
sys.path.pop(0)

from ministack import app  # noqa: E402
from ministack.services import s3  # noqa: E402

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

if __name__ == "__main__":
    app.main()
