"""The social value room: which priorities a procurement serves, how they are measured, what they weigh."""
