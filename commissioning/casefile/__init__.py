"""The casefile room: the case as people see it, and the one place where a task is carried out."""
