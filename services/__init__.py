"""Use cases: session, actor, then data. They may flush; the view or command commits."""
