"""Reads AWS files with the botocore that the AWS CLI on this machine uses.

A request is a line of JSON with the paths of the two files; the answer is a line with all profiles and services, or
with the reason for which botocore refuses the files. A request for words is answered as shlex splits them.
"""
import json
import os
import shlex
import sys

try:  # The AWS CLI 2 brings a botocore of its own.
    from awscli.botocore.exceptions import ConfigParseError
    from awscli.botocore.session import Session
except ImportError:
    from botocore.exceptions import ConfigParseError
    from botocore.session import Session


SESSION = Session()


def read(request):
    os.environ["AWS_CONFIG_FILE"] = request["config"]
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = request["credentials"]
    SESSION._config = None  # Read anew: a session of its own for each file takes 11 ms.
    try:
        config = SESSION.full_config
    except ConfigParseError as error:
        return {"refused": str(error)}
    return {"profiles": config["profiles"], "services": config.get("services", {})}


def split(request):
    try:
        return {"words": shlex.split(request["line"])}
    except ValueError:
        return {"words": None}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(split(request) if "line" in request else read(request)), flush=True)
