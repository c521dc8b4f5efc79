"""The schema, put together from its parts."""

from collections.abc import Sequence

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.mutations.accept_authority import AcceptAuthorityMutation
from schema.mutations.acknowledge_performance_report import AcknowledgePerformanceReportMutation
from schema.mutations.add_cc import AddCcMutation
from schema.mutations.complete_complaint import CompleteComplaintMutation
from schema.mutations.confirm_completion import ConfirmCompletionMutation
from schema.mutations.dispose_to_liaison import DisposeToLiaisonMutation
from schema.mutations.forward_to_institution import ForwardToInstitutionMutation
from schema.mutations.give_final_answer import GiveFinalAnswerMutation
from schema.mutations.give_initial_response import GiveInitialResponseMutation
from schema.mutations.grant_role import GrantRoleMutation
from schema.mutations.load_calendar import LoadCalendarMutation
from schema.mutations.load_policy import LoadPolicyMutation
from schema.mutations.open_content import OpenContentMutation
from schema.mutations.open_office_record import OpenOfficeRecordMutation
from schema.mutations.publish_guidance import PublishGuidanceMutation
from schema.mutations.rate_handling import RateHandlingMutation
from schema.mutations.record_appreciation import RecordAppreciationMutation
from schema.mutations.record_evaluation import RecordEvaluationMutation
from schema.mutations.record_follow_up import RecordFollowUpMutation
from schema.mutations.record_office_note import RecordOfficeNoteMutation
from schema.mutations.record_sanction import RecordSanctionMutation
from schema.mutations.return_to_institution_admin import ReturnToInstitutionAdminMutation
from schema.mutations.revoke_role import RevokeRoleMutation
from schema.mutations.set_target import SetTargetMutation
from schema.mutations.submit_complaint import SubmitComplaintMutation
from schema.mutations.submit_performance_report import SubmitPerformanceReportMutation
from schema.mutations.verify_complaint import VerifyComplaintMutation
from schema.mutations.view_inbox import ViewInboxMutation
from schema.outcomes import Acted
from schema.queries import Query
from schema.types import POSITION, Complaint, Position, Unit


@strawberry.type
class Mutation(
    SubmitComplaintMutation,
    VerifyComplaintMutation,
    ForwardToInstitutionMutation,
    DisposeToLiaisonMutation,
    AddCcMutation,
    AcceptAuthorityMutation,
    ReturnToInstitutionAdminMutation,
    GiveInitialResponseMutation,
    RecordFollowUpMutation,
    GiveFinalAnswerMutation,
    ConfirmCompletionMutation,
    CompleteComplaintMutation,
    RateHandlingMutation,
    OpenContentMutation,
    ViewInboxMutation,
    LoadCalendarMutation,
    LoadPolicyMutation,
    GrantRoleMutation,
    RevokeRoleMutation,
    AcknowledgePerformanceReportMutation,
    OpenOfficeRecordMutation,
    PublishGuidanceMutation,
    RecordAppreciationMutation,
    RecordEvaluationMutation,
    RecordOfficeNoteMutation,
    RecordSanctionMutation,
    SetTargetMutation,
    SubmitPerformanceReportMutation,
):
    pass


EFFECTS: tuple[type[Acted], ...] = tuple(Acted.__subclasses__())
"""Everything a mutation can come to that shows the complaint it acted on."""


class _Schema(strawberry.Schema):
    def process_errors(self, errors: Sequence[object], execution_context: object = None) -> None:
        """Nothing: an error's text may hold what somebody wrote. Whoever executes logs what failed, and where."""


def build_schema() -> strawberry.Schema:
    """Query and Mutation with our scalars; the same schema for every viewer."""
    return _Schema(
        query=Query,
        mutation=Mutation,
        types=[Complaint, Unit],
        config=StrawberryConfig(scalar_map={Position: POSITION}, disable_field_suggestions=True),
    )


def print_schema() -> str:
    """The schema language, as `schema/schema.graphql` holds it."""
    return build_schema().as_str() + "\n"
