"""Makes the weights of the extraction (`kg/extraction/weights/`) from the annotated corpus; `kg` needs none of it."""
