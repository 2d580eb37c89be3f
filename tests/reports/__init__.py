"""The brief: what it says, what it is written as, and that every number and quote in it holds."""
