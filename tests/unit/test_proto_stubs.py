"""The protos and what is generated from them."""

import subprocess
import sys
from pathlib import Path

import pytest
from auslage.v1 import catalog_pb2, common_pb2, event_pb2, model_pb2, recommendation_pb2, search_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor

from service.answers import Arm
from service.types import Availability, Consent, Degraded, EntryCode, Placement, Source

PROTO = Path(__file__).parents[2] / "proto"
FILES = (common_pb2, search_pb2, recommendation_pb2, event_pb2, catalog_pb2, model_pb2)


def test_the_stubs_are_what_the_protos_generate(tmp_path: Path) -> None:
    protos = sorted(path.relative_to(PROTO).as_posix() for path in PROTO.glob("auslage/v1/*.proto"))
    outputs = [f"--{kind}_out={tmp_path}" for kind in ("python", "pyi", "grpc_python")]
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}", *outputs, *protos]
    subprocess.run(command, cwd=PROTO, check=True, timeout=120)
    fresh = {path.name: path.read_text() for path in (tmp_path / "auslage/v1").iterdir()}
    stored = {path.name: path.read_text() for path in (PROTO / "auslage/v1").glob("*_pb2*")}
    assert stored == fresh


def enums(message: Descriptor) -> list[EnumDescriptor]:
    return [*message.enum_types, *(enum for nested in message.nested_types for enum in enums(nested))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.DESCRIPTOR.name)
def test_every_enum_begins_with_unspecified(file: object) -> None:
    descriptor = file.DESCRIPTOR
    found = list(descriptor.enum_types_by_name.values())
    for message in descriptor.message_types_by_name.values():
        found += enums(message)
    assert all(enum.values_by_number[0].name.endswith("_UNSPECIFIED") for enum in found)


@pytest.mark.parametrize(
    ("ours", "proto", "prefix"),
    [
        (Arm, common_pb2.ExperimentArm, "EXPERIMENT_ARM_"),
        (Consent, common_pb2.Consent, "CONSENT_"),
        (Degraded, common_pb2.Degraded, "DEGRADED_"),
        (EntryCode, common_pb2.EntryStatus.Code, "CODE_"),
        (Source, search_pb2.Understood.Source, "SOURCE_"),
        (Placement, recommendation_pb2.Placement, "PLACEMENT_"),
        (Availability, catalog_pb2.Product.Availability, ""),
    ],
)
def test_the_proto_has_a_value_for_every_member_and_no_other(ours: type, proto: object, prefix: str) -> None:
    known = {name.removeprefix(prefix) for name, _ in proto.items()} - {"UNSPECIFIED", "AVAILABILITY_UNSPECIFIED"}
    assert known == {member.name for member in ours} - {"UNSPECIFIED"}
