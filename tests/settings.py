"""The settings that every application under test has."""

from typing import Any

# argon2 is slow on purpose. One test pays the real price: test_accounts.py, ..._costs_what_the_library_asks.
CHEAP_PASSWORDS = {"argon2__memory_cost": 8, "argon2__rounds": 1, "argon2__parallelism": 1}
SETTINGS: dict[str, Any] = {
    "TESTING": True,
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": CHEAP_PASSWORDS,
    "JOBS_URL": "memory:",  # nobody listens; tests of workers say where their queue is
}
