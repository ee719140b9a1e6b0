"""The two users that the host is made for, for Locust (https://locust.io): one defines, executes and watches workflows, one sends events as fast as it can.

    loadtest/headless.sh       without a page, with a verdict
    loadtest/interactive.sh    with Locust's page
    loadtest/distributed.sh    a master and workers on this machine
"""
import functools
import gc
import itertools
import json
import random
import time
import uuid

import locust.runners
from locust import FastHttpUser, between, task

# Some distributions pack Locust without its version, and a master then refuses its own workers.
locust.runners.__version__ = locust.runners.__version__ or "2.12.1"

PATTERNS = ["supervisor", "hierarchical", "handoff", "swarm"]
EVENT_TYPES = ("task_started", "task_completed", "task_failed", "agent_assigned", "workflow_state_changed")
EXECUTE_LIMIT_MS = 100
EVENTS_PER_SECOND = 100_000


def definition(workflow_id):
    """10 to 100 tasks in layers of four, each after one or two of the layer before."""
    tasks = []
    for number in range(random.randint(10, 100)):
        layer = number // 4 * 4
        before = [f"task_{one}" for one in random.sample(range(layer - 4, layer), random.randint(1, 2))] if layer else []
        tasks.append({"task_id": f"task_{number}", "agent_role": f"agent_{number % 3}", "depends_on": before, "parallel": number % 2 == 0})
    return {
        "workflow_id": workflow_id,
        "name": f"Load test {workflow_id}",
        "version": "1.0.0",
        "orchestration_pattern": random.choice(PATTERNS),
        "agents": {f"agent_{number}": {"type": "echo", "capabilities": ["analysis", "execution"]} for number in range(3)},
        "tasks": tasks,
    }


STAMP = "00000000"
WORKFLOW = f"locust-{uuid.uuid4().hex}"
BUSY_WORKFLOW = f"locust-{uuid.uuid4().hex}"
SENDER = uuid.uuid4().hex[:20]
sent = itertools.count(1)


@functools.cache
def batch(count, event_types, workflow_id):
    """A batch in JSON, made once, with events of one length: its bytes, where the stamp of its first event is, and how long an event is.

    Python takes longer to make 10,000 events than the host to read them, and keeps all other users waiting meanwhile: their requests would seem slow."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    each = [
        json.dumps({
            "event_id": f"{SENDER}-{STAMP}-{number:05}",
            "event_type": event_types[number % len(event_types)],
            "workflow_id": workflow_id,
            "timestamp": now,
            "data": {"index": number, "payload": "0123456789abcdef"},
        })
        for number in range(count)
    ]
    length = max(map(len, each))
    body = '{"events": [' + ",".join(event.ljust(length) for event in each) + "]}"
    return bytearray(body, "ascii"), body.index(STAMP, body.index(SENDER) + len(SENDER)), length + 1


def events(count, event_types, workflow_id, of=None):
    """A batch with ids of its own for a workflow: eight letters of each event change, column by column. `of`: of one whose batch is there already."""
    body, at, length = batch(count, event_types, of or workflow_id)
    for column, digit in enumerate(b"%08x" % next(sent)):
        body[at + column:at + column + (count - 1) * length + 1:length] = bytes((digit,)) * count
    return bytes(body).replace(of.encode(), workflow_id.encode()) if of else bytes(body)


# Made before the load: a user that makes one keeps all others waiting.
batch(1_000, EVENT_TYPES, WORKFLOW)
batch(10_000, ("performance_test",), BUSY_WORKFLOW)

# What is there now stays. Python looks at what came since as soon as it is a little, which takes a fraction of a millisecond: with 50,000 objects every
# user waited for up to 56 ms, every ten seconds, and the server seemed slow.
gc.collect()
gc.freeze()
gc.set_threshold(1_000, 50, 1_000_000)


class OrchestrationUser(FastHttpUser):
    """Defines 3, executes 2, looks at 5, and sends 1 batch of 1,000 events."""

    wait_time = between(0.1, 0.5)

    def on_start(self):
        self.workflow_ids = []
        self.create_workflow()

    @task(3)
    def create_workflow(self):
        workflow_id = f"locust-{uuid.uuid4().hex}"
        with self.client.post("/api/v1/workflows", json=definition(workflow_id), name="create", catch_response=True) as response:
            if response.status_code != 201:
                response.failure(f"status {response.status_code}: {response.text}")
            else:
                self.workflow_ids.append(workflow_id)

    @task(2)
    def execute_workflow(self):
        workflow_id = random.choice(self.workflow_ids)
        body = {"workflow_id": workflow_id, "input_data": {"query": "load"}, "execution_options": {"timeout": 300, "retry_policy": {"max_retries": 3}}}
        begin = time.perf_counter()
        with self.client.post(f"/api/v1/workflows/{workflow_id}/execute", json=body, name="execute", catch_response=True) as response:
            milliseconds = (time.perf_counter() - begin) * 1000
            if response.status_code != 200 or "execution_id" not in response.json():
                response.failure(f"status {response.status_code}: {response.text}")
            elif milliseconds > EXECUTE_LIMIT_MS:
                response.failure(f"took more than {EXECUTE_LIMIT_MS} ms")

    @task(5)
    def check_status(self):
        workflow_id = random.choice(self.workflow_ids)
        with self.client.get(f"/api/v1/workflows/{workflow_id}/status", name="status", catch_response=True) as response:
            if response.status_code != 200:
                response.failure(f"status {response.status_code}: {response.text}")

    @task(1)
    def send_events(self):
        send(self, events(1_000, EVENT_TYPES, random.choice(self.workflow_ids), of=WORKFLOW), 1_000, "events by 1,000")


class HighThroughputUser(FastHttpUser):
    """Sends batches of 10,000 events to a run. One of them: a process of Python is busy with it, and more would measure Python."""

    fixed_count = 1
    wait_time = between(0.01, 0.05)

    def on_start(self):
        with self.client.post("/api/v1/workflows", json=definition(BUSY_WORKFLOW), name="create", catch_response=True) as response:
            if response.status_code != 201:
                response.failure(f"status {response.status_code}: {response.text}")
        self.client.post(f"/api/v1/workflows/{BUSY_WORKFLOW}/execute", name="execute")

    @task
    def send_events(self):
        send(self, events(10_000, ("performance_test",), BUSY_WORKFLOW), 10_000, "events by 10,000")


def send(user, body, count, name):
    """Fails under the rate that the host promises."""
    begin = time.perf_counter()
    with user.client.post("/api/v1/events/batch", data=body, headers={"Content-Type": "application/json"}, name=name, catch_response=True) as response:
        seconds = time.perf_counter() - begin
        if response.status_code != 200:
            response.failure(f"status {response.status_code}: {response.text}")
        elif count / seconds < EVENTS_PER_SECOND:
            response.failure(f"under {EVENTS_PER_SECOND} events a second")
