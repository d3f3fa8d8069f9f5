"""Reads AWS files with the botocore that the AWS CLI on this machine uses.

A request is a line of JSON with pairs of paths, config and credentials; the answer is a line with what each pair comes
to: all profiles and services, or the reason for which botocore refuses it. A request for words is answered as shlex
splits them.
"""
import json
import os
import shlex
import sys

import awscli  # The AWS CLI 2 puts its own botocore in the place of any other.
from botocore.exceptions import ConfigParseError
from botocore.session import Session

assert awscli
SESSION = Session()


def read(config_file, credentials_file):
    os.environ["AWS_CONFIG_FILE"] = config_file
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = credentials_file
    SESSION._config = None  # Read anew: a session of its own for each file takes 11 ms.
    try:
        config = SESSION.full_config
    except ConfigParseError as error:
        return {"refused": str(error)}
    return {"profiles": config["profiles"], "services": config.get("services")}


def split(request):
    try:
        return {"words": shlex.split(request["line"])}
    except ValueError:
        return {"words": None}


for line in sys.stdin:
    request = json.loads(line)
    answer = split(request) if "line" in request else [read(*pair) for pair in request["pairs"]]
    print(json.dumps(answer), flush=True)
