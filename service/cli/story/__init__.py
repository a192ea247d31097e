"""The story that the demo tells and proves: steps that ask a served shop over gRPC and say what held."""
