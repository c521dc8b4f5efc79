"""The schema, put together from its parts."""

from collections.abc import Sequence

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.mutations.accept_authority import AcceptAuthorityMutation
from schema.mutations.acknowledge_performance_report import AcknowledgePerformanceReportMutation
from schema.mutations.add_cc import AddCcMutation
from schema.mutations.add_superior import AddSuperiorMutation
from schema.mutations.announce_document import AnnounceDocumentMutation
from schema.mutations.answer_aspiration import AnswerAspirationMutation
from schema.mutations.answer_supervision import AnswerSupervisionMutation
from schema.mutations.ask_supervision import AskSupervisionMutation
from schema.mutations.complete_complaint import CompleteComplaintMutation
from schema.mutations.confirm_completion import ConfirmCompletionMutation
from schema.mutations.declare_conflict import DeclareConflictMutation
from schema.mutations.dispose_to_liaison import DisposeToLiaisonMutation
from schema.mutations.dispute_answer import DisputeAnswerMutation
from schema.mutations.enter_complaint import EnterComplaintMutation
from schema.mutations.forward_to_institution import ForwardToInstitutionMutation
from schema.mutations.give_final_answer import GiveFinalAnswerMutation
from schema.mutations.give_initial_response import GiveInitialResponseMutation
from schema.mutations.grant_role import GrantRoleMutation
from schema.mutations.identify_parties import IdentifyPartiesMutation
from schema.mutations.inform_official import InformOfficialMutation
from schema.mutations.link_duplicate import LinkDuplicateMutation
from schema.mutations.load_calendar import LoadCalendarMutation
from schema.mutations.load_policy import LoadPolicyMutation
from schema.mutations.lower_protection import LowerProtectionMutation
from schema.mutations.note_coordination import NoteCoordinationMutation
from schema.mutations.notify_constraint import NotifyConstraintMutation
from schema.mutations.open_content import OpenContentMutation
from schema.mutations.open_document import OpenDocumentMutation
from schema.mutations.open_office_record import OpenOfficeRecordMutation
from schema.mutations.propose_reclassification import ProposeReclassificationMutation
from schema.mutations.publish_guidance import PublishGuidanceMutation
from schema.mutations.raise_protection import RaiseProtectionMutation
from schema.mutations.rate_handling import RateHandlingMutation
from schema.mutations.reclassify import ReclassifyMutation
from schema.mutations.record_appreciation import RecordAppreciationMutation
from schema.mutations.record_evaluation import RecordEvaluationMutation
from schema.mutations.record_finding import RecordFindingMutation
from schema.mutations.record_follow_up import RecordFollowUpMutation
from schema.mutations.record_intervention import RecordInterventionMutation
from schema.mutations.record_national_number import RecordNationalNumberMutation
from schema.mutations.record_office_note import RecordOfficeNoteMutation
from schema.mutations.record_sanction import RecordSanctionMutation
from schema.mutations.record_superior_action import RecordSuperiorActionMutation
from schema.mutations.redact_content import RedactContentMutation
from schema.mutations.refer_to_inspectorate import ReferToInspectorateMutation
from schema.mutations.replace_handler import ReplaceHandlerMutation
from schema.mutations.reply_to_answer import ReplyToAnswerMutation
from schema.mutations.report_progress import ReportProgressMutation
from schema.mutations.request_completion import RequestCompletionMutation
from schema.mutations.request_supporting_data import RequestSupportingDataMutation
from schema.mutations.respond_as_cc import RespondAsCcMutation
from schema.mutations.restore_complaint import RestoreComplaintMutation
from schema.mutations.return_from_inspectorate import ReturnFromInspectorateMutation
from schema.mutations.return_to_institution_admin import ReturnToInstitutionAdminMutation
from schema.mutations.return_to_national_admin import ReturnToNationalAdminMutation
from schema.mutations.revoke_role import RevokeRoleMutation
from schema.mutations.set_target import SetTargetMutation
from schema.mutations.submit_complaint import SubmitComplaintMutation
from schema.mutations.submit_performance_report import SubmitPerformanceReportMutation
from schema.mutations.supply_data import SupplyDataMutation
from schema.mutations.verify_complaint import VerifyComplaintMutation
from schema.mutations.view_inbox import ViewInboxMutation
from schema.mutations.withdraw_complaint import WithdrawComplaintMutation
from schema.outcomes import Acted, Filed
from schema.queries import Query
from schema.types import POSITION, Complaint, Position, Unit


@strawberry.type
class Mutation(
    SubmitComplaintMutation,
    EnterComplaintMutation,
    VerifyComplaintMutation,
    IdentifyPartiesMutation,
    RedactContentMutation,
    RaiseProtectionMutation,
    LowerProtectionMutation,
    RequestCompletionMutation,
    RequestSupportingDataMutation,
    SupplyDataMutation,
    RestoreComplaintMutation,
    LinkDuplicateMutation,
    ForwardToInstitutionMutation,
    DisposeToLiaisonMutation,
    AddCcMutation,
    AcceptAuthorityMutation,
    ReturnToInstitutionAdminMutation,
    ReturnToNationalAdminMutation,
    ReplaceHandlerMutation,
    DeclareConflictMutation,
    ReferToInspectorateMutation,
    RecordFindingMutation,
    ReturnFromInspectorateMutation,
    AddSuperiorMutation,
    RecordSuperiorActionMutation,
    GiveInitialResponseMutation,
    RecordFollowUpMutation,
    GiveFinalAnswerMutation,
    AnswerAspirationMutation,
    RespondAsCcMutation,
    ReportProgressMutation,
    InformOfficialMutation,
    NoteCoordinationMutation,
    NotifyConstraintMutation,
    ProposeReclassificationMutation,
    ReclassifyMutation,
    RecordInterventionMutation,
    RecordNationalNumberMutation,
    AskSupervisionMutation,
    AnswerSupervisionMutation,
    ReplyToAnswerMutation,
    DisputeAnswerMutation,
    ConfirmCompletionMutation,
    CompleteComplaintMutation,
    RateHandlingMutation,
    WithdrawComplaintMutation,
    OpenContentMutation,
    AnnounceDocumentMutation,
    OpenDocumentMutation,
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


EFFECTS: tuple[type[Acted], ...] = tuple(
    effect for effect in (*Acted.__subclasses__(), *Filed.__subclasses__()) if effect is not Filed
)
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
