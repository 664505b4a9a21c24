#!/usr/bin/env python3
"""Send SIS files to a Canvas-compatible server and wait for the result, the way scripts did it in 2011.

    SIS_TOKEN=... sis_import_2011.py --url http://localhost:8080 --account 1 users.csv

One POST of multipart/form-data with the fields access_token, import_type and attachment; then a GET
every second until the import has ended. Nothing but the Python standard library.
"""

import argparse
import configparser
import io
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile

COUNTED = (
    "terms",
    "users",
    "grade_publishing_results",
    "abstract_courses",
    "group_memberships",
    "courses",
    "accounts",
    "xlists",
    "groups",
    "enrollments",
    "sections",
)
GOOD_STATES = ("imported", "imported_with_messages")
# An import that was aborted or broke down may never get an end time.
LOST_STATES = ("aborted", "failed")


def main():
    options = read_arguments()
    settings = read_settings(options)
    imports = "{}/api/v1/accounts/{}/sis_imports".format(
        settings["url"].rstrip("/"), urllib.parse.quote(settings["account"], safe=":")
    )
    try:
        name, content = attachment(options.paths)
        started = submit(imports + ".json", settings["token"], name, content)
        ended = wait(imports, settings["token"], started["id"], options.interval)
    except OSError as error:
        sys.exit(explain(error))
    report(ended)
    return 0 if ended["workflow_state"] in GOOD_STATES else 1


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", default=["users.csv"], metavar="file",
                        help="a CSV or zip file, or several CSV files or folders of them (users.csv)")
    parser.add_argument("--settings", default="sis_import.ini", metavar="file",
                        help="INI file whose part [sis] sets url, account and token (sis_import.ini)")
    parser.add_argument("--url", help="address of the server; else SIS_URL, else the settings file")
    parser.add_argument("--account", help="account id; else SIS_ACCOUNT, else the settings file, else self")
    parser.add_argument("--interval", type=float, default=1, metavar="seconds", help="time between looks (1)")
    # No option for the token: other users of the machine can read the command lines of all processes.
    parser.epilog = "The token is read from the environment variable SIS_TOKEN, else from the settings file."
    return parser.parse_args()


def read_settings(options):
    stored = configparser.ConfigParser(interpolation=None, defaults={"account": "self"})
    stored.read(options.settings, encoding="utf-8")
    section = stored["sis"] if stored.has_section("sis") else stored["DEFAULT"]
    settings = {}
    for name in ("url", "account", "token"):
        given = getattr(options, name, None) or os.environ.get("SIS_" + name.upper())
        settings[name] = (given or section.get(name, "")).strip()
        if not settings[name]:
            sys.exit("No {} is set. See --help.".format(name))
    return settings


def attachment(paths):
    """Name and content of what is sent: a single file as it is, several in a zip."""
    if len(paths) == 1 and not os.path.isdir(paths[0]):
        with open(paths[0], "rb") as file:
            return os.path.basename(paths[0]), file.read()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            if os.path.isdir(path):
                for name in sorted(os.listdir(path)):
                    if name.lower().endswith(".csv"):
                        archive.write(os.path.join(path, name), name)
            else:
                archive.write(path, os.path.basename(path))
    return "sis_import.zip", packed.getvalue()


def submit(url, token, name, content):
    boundary = uuid.uuid4().hex
    body = multipart(boundary, [("access_token", token), ("import_type", "instructure_csv")], name, content)
    request = urllib.request.Request(url, data=body, method="POST")
    request.add_header("Content-Type", "multipart/form-data; boundary=" + boundary)
    return fetch(request)


def multipart(boundary, fields, name, content):
    kind = "application/zip" if name.lower().endswith(".zip") else "text/csv"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    parts = []
    for field, value in fields:
        parts.append(part(boundary, 'name="{}"'.format(field), [], value.encode("utf-8")))
    parts.append(
        part(boundary, 'name="attachment"; filename="{}"'.format(quoted), ["Content-Type: " + kind], content)
    )
    return b"".join(parts) + "--{}--\r\n".format(boundary).encode("ascii")


def part(boundary, disposition, headers, content):
    lines = ["--" + boundary, "Content-Disposition: form-data; " + disposition, *headers, "", ""]
    return "\r\n".join(lines).encode("utf-8") + content + b"\r\n"


def wait(imports, token, import_id, interval):
    query = urllib.parse.urlencode({"access_token": token})
    url = "{}/{}.json?{}".format(imports, import_id, query)
    while True:
        seen = fetch(urllib.request.Request(url))
        if seen.get("ended_at") or seen["workflow_state"].startswith(LOST_STATES):
            return seen
        time.sleep(interval)


def fetch(request):
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read().decode("utf-8"))


def explain(error):
    """A sentence without the address, which holds the token."""
    if isinstance(error, urllib.error.HTTPError):
        answer = error.read(2000).decode("utf-8", "replace")
        return "The server answered {}: {}".format(error.code, answer)
    if isinstance(error, urllib.error.URLError):
        return "The server cannot be reached: {}".format(error.reason)
    return str(error)


def report(ended):
    print("workflow_state: {}".format(ended["workflow_state"]))
    counts = (ended.get("data") or {}).get("counts") or {}
    for kind in COUNTED:
        print("{}: {}".format(kind, counts.get(kind, 0)))
    for file, message in ended.get("processing_errors", []) + ended.get("processing_warnings", []):
        print("{}: {}".format(file, message))


if __name__ == "__main__":
    sys.exit(main())
