"""Drafts of the gate policy: checked, replayed, proposed and published."""
