"""The package `eventsourcing` as its own users run it: a recorder with its database function, in threads.

Run by the Python of an environment that has it: makes its tables (`prepare`), or inserts for some seconds and prints
how many events a second went in and the 99th hundredth of their times in milliseconds.
"""

import json
import os
import sys
import threading
import time
from urllib.parse import urlsplit
from uuid import uuid4

from eventsourcing.persistence import StoredEvent  # type: ignore[import-not-found]
from eventsourcing.postgres import (  # type: ignore[import-not-found]
    PostgresApplicationRecorder,
    PostgresDatastore,
)


def main() -> None:
    """`prepare`, or the number of threads and of seconds. The address is in DATABASE_URL."""
    address = urlsplit(os.environ["DATABASE_URL"])
    threads = 1 if sys.argv[1] == "prepare" else int(sys.argv[1])
    datastore = PostgresDatastore(
        address.path.lstrip("/"),
        address.hostname,
        address.port,
        address.username,
        address.password,
        pool_size=min(threads, 8),
        max_overflow=0,
        max_waiting=threads,
        schema="peer",
        enable_db_functions=True,
    )
    recorder = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
    recorder.create_table()
    if sys.argv[1] != "prepare":
        print(json.dumps(_measured(recorder, threads, float(sys.argv[2]))))
    datastore.close()


def _measured(recorder: "PostgresApplicationRecorder", threads: int, seconds: float) -> dict[str, float]:
    body = os.environ["BODY"].encode()
    taken: list[float] = []
    end = time.perf_counter() + seconds

    def insert() -> None:
        while (began := time.perf_counter()) < end:
            recorder.insert_events([StoredEvent(uuid4(), 1, "ThingHappened", body)])
            taken.append(time.perf_counter() - began)

    writers = [threading.Thread(target=insert) for _ in range(threads)]
    began = time.perf_counter()
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    rate = len(taken) / (time.perf_counter() - began)
    return {"rate": rate, "p99_ms": sorted(taken)[len(taken) * 99 // 100] * 1000}


if __name__ == "__main__":
    main()
