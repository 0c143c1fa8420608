"""What a run will cost before it is started: seconds, memory, disk."""
