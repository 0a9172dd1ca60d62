"""The worker: a process of its own that does jobs, each in a child of it with limits, and survives whatever they do.

`queue` wakes it, `running` is its loop, `supervising` looks after one job, `child` is what runs in the child.
"""
