"""What can be asked for: what the person said, and nothing that can be worked out from it."""

from domain.commands.access import OpenContent
from domain.commands.completing import (
    CompletingCommand,
    RequestCompletion,
    RequestSupportingData,
    RestoreComplaint,
    SupplyData,
)
from domain.commands.documents import (
    AnnounceDocument,
    DocumentCommand,
    FetchDocument,
    OpenDocument,
    ReceiveDocument,
    SendDocument,
)
from domain.commands.ending import (
    CompleteComplaint,
    ConfirmCompletion,
    DisputeAnswer,
    EndingCommand,
    RateHandling,
    ReplyToAnswer,
    WithdrawComplaint,
)
from domain.commands.handling import (
    AnswerAspiration,
    GiveFinalAnswer,
    GiveInitialResponse,
    HandlingCommand,
    InformOfficial,
    NoteCoordination,
    NotifyConstraint,
    ProposeReclassification,
    Reclassify,
    RecordFollowUp,
    RecordNationalNumber,
    ReportProgress,
    RespondAsCc,
)
from domain.commands.inspectorate import (
    AddSuperior,
    DeclareConflict,
    InspectorateCommand,
    RecordFinding,
    RecordSuperiorAction,
    ReferToInspectorate,
    ReturnFromInspectorate,
)
from domain.commands.intake import EnterComplaint, IntakeCommand, SubmitComplaint
from domain.commands.monitoring import (
    AnswerSupervision,
    AskSupervision,
    MonitoringCommand,
    RecordIntervention,
)
from domain.commands.offices import (
    AssignDuty,
    DefineCategory,
    GrantRole,
    OfficeCommand,
    RegisterUnit,
    RevokeRole,
    ViewInbox,
)
from domain.commands.review import (
    IdentifyParties,
    LinkDuplicate,
    LowerProtection,
    RaiseProtection,
    RedactContent,
    ReviewCommand,
    VerifyComplaint,
)
from domain.commands.routing import (
    AcceptAuthority,
    AddCc,
    DisposeToLiaison,
    ForwardToInstitution,
    ReplaceHandler,
    ReturnToInstitutionAdmin,
    ReturnToNationalAdmin,
    RoutingCommand,
)

__all__ = [
    "AcceptAuthority",
    "AddCc",
    "AddSuperior",
    "AnnounceDocument",
    "AnswerAspiration",
    "AnswerSupervision",
    "AskSupervision",
    "AssignDuty",
    "Command",
    "CompleteComplaint",
    "CompletingCommand",
    "ConfirmCompletion",
    "DeclareConflict",
    "DefineCategory",
    "DisposeToLiaison",
    "DisputeAnswer",
    "DocumentCommand",
    "EndingCommand",
    "EnterComplaint",
    "FetchDocument",
    "ForwardToInstitution",
    "GiveFinalAnswer",
    "GiveInitialResponse",
    "GrantRole",
    "HandlingCommand",
    "IdentifyParties",
    "InformOfficial",
    "InspectorateCommand",
    "IntakeCommand",
    "LinkDuplicate",
    "LowerProtection",
    "MonitoringCommand",
    "NoteCoordination",
    "NotifyConstraint",
    "OfficeCommand",
    "OpenContent",
    "OpenDocument",
    "ProposeReclassification",
    "RaiseProtection",
    "RateHandling",
    "ReceiveDocument",
    "Reclassify",
    "RecordFinding",
    "RecordFollowUp",
    "RecordIntervention",
    "RecordNationalNumber",
    "RecordSuperiorAction",
    "RedactContent",
    "ReferToInspectorate",
    "RegisterUnit",
    "ReplaceHandler",
    "ReplyToAnswer",
    "ReportProgress",
    "RequestCompletion",
    "RequestSupportingData",
    "RespondAsCc",
    "RestoreComplaint",
    "ReturnFromInspectorate",
    "ReturnToInstitutionAdmin",
    "ReturnToNationalAdmin",
    "ReviewCommand",
    "RevokeRole",
    "RoutingCommand",
    "SendDocument",
    "SubmitComplaint",
    "SupplyData",
    "VerifyComplaint",
    "ViewInbox",
    "WithdrawComplaint",
]

Command = (
    IntakeCommand
    | ReviewCommand
    | CompletingCommand
    | RoutingCommand
    | InspectorateCommand
    | HandlingCommand
    | MonitoringCommand
    | EndingCommand
    | DocumentCommand
)
