"""Reminders before a task's last day and escalation after it, one chain, as the gate policy sets it out."""
