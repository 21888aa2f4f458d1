"""Prints a YAML file as JSON, with the short forms of templates (`!Ref`) written out: `template.py <file>`.

For the checks of `cargo xtask lint`; the SAM command line's own reader is the one that a deployment takes, too.
"""

import json
import sys

from samcli.yamlhelper import yaml_parse

with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps(yaml_parse(file.read())))
