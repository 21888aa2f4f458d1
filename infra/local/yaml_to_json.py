"""Prints a YAML file as JSON, with the short forms of templates (`!Ref`) expanded: `yaml_to_json.py <file>`.

For the checks of `cargo xtask lint`. It uses the parser of the SAM command line, so that checks and deployment agree.
"""

import json
import sys

from samcli.yamlhelper import yaml_parse

with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps(yaml_parse(file.read())))
