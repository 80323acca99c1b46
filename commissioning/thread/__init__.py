"""The golden thread of a case: from the policy to what was proved, read both ways."""
