"""Starts MiniStack with those differences from AWS put right that can only be put right inside its process.

gaps.ts lists them all. Standard input is a pipe that the starter holds: when it closes, however the starter
ended, the cloud saves its state and ends too. SIGUSR1 saves the state at once, and then touches STATE_DIR/saved.
"""

import os
import pathlib
import shutil
import signal
import sys
import threading
import time

import conditions
import partiql
import root_account
from ministack import app
from ministack.core import lambda_runtime, persistence
from ministack.services import lambda_svc, s3, ses, sns

execute_function = lambda_svc._execute_function_with_config_scope
sms_log_for = sns._sms_log_for


def execute_with_cookies(record, event, *rest):
    """Payload 2.0 of an HTTP API carries the cookies as a list, and no cookie header."""
    if isinstance(event, dict) and event.get("version") == "2.0" and "cookie" in event.get("headers", {}):
        event["cookies"] = [cookie.strip() for cookie in event["headers"].pop("cookie").split(";")]
    return execute_function(record, event, *rest)


class TimedLog:
    """Text messages to one number, each with the time at which it was sent, as mail has it."""

    def __init__(self, records):
        self.records = records

    def append(self, record):
        self.records.append({**record, "Timestamp": time.time()})


def save(*_):
    persistence.save_all(app._build_persistence_save_dict())
    pathlib.Path(persistence.STATE_DIR, "saved").touch()


def stop_with_the_starter():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def put_right():
    partiql.install()
    conditions.install()
    root_account.install()
    lambda_svc._execute_function_with_config_scope = execute_with_cookies
    # Each answer waits for the function's first log line; 5 ms in place of 50.
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.005, 0.002, 0.25)
    # Without these, a restart forgets the locks of all objects.
    s3._PERSISTED_BUCKET_DICTS.update(retention=s3._object_retention, legal_hold=s3._object_legal_hold)
    # Nobody could show that a domain is theirs, and no mail leaves this machine: every sender counts as verified.
    ses._identity_verified = lambda address, **_: "@" in address
    sns._sms_log_for = lambda number: TimedLog(sms_log_for(number))
    # MiniStack would serve on port 443 as well.
    app._port_is_bindable = lambda host, port: False


if __name__ == "__main__":
    put_right()
    signal.signal(signal.SIGUSR1, save)
    threading.Thread(target=stop_with_the_starter, daemon=True).start()
    try:
        app.main()
    finally:
        if os.getpgrp() == os.getpid():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.killpg(0, signal.SIGTERM)
            shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
