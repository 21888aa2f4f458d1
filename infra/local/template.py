"""Prints template.yaml as JSON, its short forms (`!Ref`) written out: `template.py`, run from the repository.

For the checks of `cargo xtask lint`; the SAM command line's own reader is the one that a deployment takes, too.
"""

import json

from samcli.yamlhelper import yaml_parse

with open("template.yaml", encoding="utf-8") as template:
    print(json.dumps(yaml_parse(template.read())))
