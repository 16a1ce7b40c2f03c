"""The seed's drop tracker (PartyTime), as small as its document has it: FastAPI and SQLite, one process, every report on disk before it
is answered. Written for the benchmark, from the seed's document alone. The average is counted again at each report, as there."""

import os
import sqlite3
import time

from fastapi import FastAPI
from pydantic import BaseModel

DEDUPE_SECONDS = float(os.environ.get("DEDUPE_SECONDS", "0.5"))
IDLE_SECONDS = 300

app = FastAPI()
db = sqlite3.connect(os.environ["DATABASE"], isolation_level=None, check_same_thread=False)
db.executescript(
    """
    pragma journal_mode = wal;
    pragma synchronous = full;
    create table if not exists drop_party (
        id integer primary key, world integer, avg_drop integer, total_drops integer, is_active integer, created_at real, last_drop_at real);
    create table if not exists "drop" (
        id integer primary key, item_id integer, item_name text, quantity integer, value integer, drop_party_id integer references drop_party);
    create index if not exists active_party on drop_party (world) where is_active;
    create index if not exists drop_of_party on "drop" (drop_party_id, value);
    """
)


class Drop(BaseModel):
    world: int
    item_id: int
    item_name: str
    quantity: int
    value: int


@app.post("/drops")
async def report(drop: Drop):
    now = time.time()
    db.execute("begin immediate")
    found = db.execute("select id, last_drop_at from drop_party where world = ? and is_active", (drop.world,)).fetchone()
    if found and now - found[1] < DEDUPE_SECONDS:
        db.execute("rollback")
        return {
            "status": "ignored",
            "reason": "duplicate_detected",
            "message": f"Drop ignored - likely duplicate (last drop was {now - found[1]:.3f}s ago)",
        }
    party_id = found[0] if found else create_party(drop.world, now)
    db.execute(
        'insert into "drop" (item_id, item_name, quantity, value, drop_party_id) values (?, ?, ?, ?, ?)',
        (drop.item_id, drop.item_name, drop.quantity, drop.value, party_id),
    )
    total, average = db.execute('select count(*), avg(value) from "drop" where drop_party_id = ?', (party_id,)).fetchone()
    db.execute(
        "update drop_party set avg_drop = ?, total_drops = ?, last_drop_at = ? where id = ?",
        (int(average), total, now, party_id),
    )
    db.execute("commit")
    return {
        "status": "drop_added" if found else "party_created",
        "party_id": party_id,
        "world": drop.world,
        "total_drops": total,
        "avg_drop_value": int(average),
        "message": f"{'Drop added to existing' if found else 'New drop'} party {'' if found else 'created '}on world {drop.world}",
    }


def create_party(world: int, now: float) -> int:
    columns = "(world, avg_drop, total_drops, is_active, created_at, last_drop_at)"
    return db.execute(f"insert into drop_party {columns} values (?, 0, 0, 1, ?, ?)", (world, now, now)).lastrowid


@app.get("/parties")
async def parties():
    now = time.time()
    rows = db.execute("select id, world, avg_drop, total_drops, created_at, last_drop_at from drop_party where is_active")
    return {
        "active_parties": [
            {
                "id": party_id,
                "world": world,
                "avg_drop": average,
                "total_drops": total,
                "created_at": iso(created_at),
                "last_drop_at": iso(last_drop_at),
                "time_since_last_drop": round(now - last_drop_at, 3),
            }
            for party_id, world, average, total, created_at, last_drop_at in rows
        ]
    }


@app.post("/parties/cleanup")
async def cleanup():
    idle = time.time() - IDLE_SECONDS
    ended = db.execute("update drop_party set is_active = 0 where is_active and last_drop_at < ? returning id", (idle,))
    return {"status": "cleanup_complete", "parties_ended": len(ended.fetchall())}


def iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
