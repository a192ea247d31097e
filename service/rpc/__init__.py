"""The edge: the only room that knows gRPC and the proto types."""
