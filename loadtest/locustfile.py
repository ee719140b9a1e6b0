"""The two users that the host is made for, for Locust (https://locust.io): one defines, executes and watches workflows, one sends events as fast as it can.

    loadtest/headless.sh       without a page, with a verdict
    loadtest/interactive.sh    with Locust's page
    loadtest/distributed.sh    a master and workers on this machine
"""
import functools
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


STAMP = b"00000000000000000000000000000000"
WORKFLOW = b"workflow-that-is-there-000000000"


@functools.cache
def batch(count, event_types):
    """A batch in JSON, made once: Python takes longer for 10,000 events than the host does."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return json.dumps({"events": [
        {
            "event_id": f"{STAMP.decode()}-{number}",
            "event_type": event_types[number % len(event_types)],
            "workflow_id": WORKFLOW.decode(),
            "timestamp": now,
            "data": {"index": number, "payload": "0123456789abcdef"},
        }
        for number in range(count)
    ]}).encode()


def events(count, workflow_id, event_types):
    """The batch with ids of its own, for a workflow."""
    return batch(count, event_types).replace(STAMP, uuid.uuid4().hex.encode()).replace(WORKFLOW, workflow_id.encode())


# Made before the load: a user that makes one keeps all others waiting, and their requests would seem slow.
batch(1_000, EVENT_TYPES)
batch(10_000, ("performance_test",))


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
        send(self, 1_000, self.workflow_ids, EVENT_TYPES, "events by 1,000")


class HighThroughputUser(FastHttpUser):
    """Sends batches of 10,000 events. One of them: a process of Python is busy with it, and more would measure Python."""

    fixed_count = 1
    wait_time = between(0.01, 0.05)

    def on_start(self):
        self.workflow_ids = [f"locust-{uuid.uuid4().hex}"]
        with self.client.post("/api/v1/workflows", json=definition(self.workflow_ids[0]), name="create", catch_response=True) as response:
            if response.status_code != 201:
                response.failure(f"status {response.status_code}: {response.text}")

    @task
    def send_events(self):
        send(self, 10_000, self.workflow_ids, ("performance_test",), "events by 10,000")


def send(user, count, workflow_ids, event_types, name):
    """Fails under the rate that the host promises."""
    body = events(count, random.choice(workflow_ids), event_types)
    begin = time.perf_counter()
    with user.client.post("/api/v1/events/batch", data=body, headers={"Content-Type": "application/json"}, name=name, catch_response=True) as response:
        seconds = time.perf_counter() - begin
        if response.status_code != 200:
            response.failure(f"status {response.status_code}: {response.text}")
        elif count / seconds < EVENTS_PER_SECOND:
            response.failure(f"under {EVENTS_PER_SECOND} events a second")
