"""Reads AWS files with the botocore that the AWS CLI on this machine uses.

A request is a line of JSON with pairs of paths, config and credentials; the answer is a line with what each pair comes
to: all profiles and services, or the reason for which botocore refuses it. Other requests are
for the keys of a profile, and for the words of a line as shlex splits it.
"""
import json
import os
import shlex
import sys

import awscli  # The AWS CLI 2 puts its own botocore in the place of any other.
from botocore.exceptions import BotoCoreError, ConfigParseError
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


def keys(config_file, credentials_file, profile):
    """Who a command would be: the id of the key, its secret, a token; or nothing."""
    os.environ["AWS_CONFIG_FILE"] = config_file
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = credentials_file
    try:
        found = Session(profile=profile).get_credentials()
    except BotoCoreError:
        return None
    return found and [found.access_key, found.secret_key, found.token]


def split(request):
    try:
        return {"words": shlex.split(request["line"])}
    except ValueError:
        return {"words": None}


for line in sys.stdin:
    request = json.loads(line)
    if "line" in request:
        answer = split(request)
    elif "keys" in request:
        answer = [keys(*one) for one in request["keys"]]
    else:
        answer = [read(*pair) for pair in request["pairs"]]
    print(json.dumps(answer), flush=True)
