"""The operations of the demonstration, which are also the ready operations of GraphiQL."""

from typing import Final

_REFUSED = "... on Refused { rule clause message { indonesian english } wayOut { indonesian english } }"
_CONFLICT = "... on Conflict { expectedVersion currentVersion missed }"
_ACTED = """... on Acted {
      position
      pending
      receipts { eventId leafHash }
      complaint { trackingNumber status tier version dueOn interveneBy unit { name } }
    }"""


def _mutation(field: str, input_type: str | None = None) -> str:
    name = field[0].upper() + field[1:]
    return f"""mutation {name}($input: {input_type or name + "Input"}!) {{
  {field}(input: $input) {{
    __typename
    {_ACTED}
    {_REFUSED}
    {_CONFLICT}
  }}
}}
"""


SUBMIT: Final = f"""mutation SubmitComplaint($input: SubmitComplaintInput!) {{
  submitComplaint(input: $input) {{
    __typename
    ... on ComplaintSubmitted {{ trackingNumber accessCode position receipts {{ eventId leafHash }} }}
    {_REFUSED}
  }}
}}
"""
ENTER: Final = f"""mutation EnterComplaint($input: EnterComplaintInput!) {{
  enterComplaint(input: $input) {{
    __typename
    ... on ComplaintEntered {{
      trackingNumber accessCode position receipts {{ eventId leafHash }}
      complaint {{ complaintId tier status }}
    }}
    {_REFUSED}
  }}
}}
"""
OPEN_CONTENT: Final = f"""mutation OpenContent($input: OpenContentInput!) {{
  openContent(input: $input) {{
    __typename
    ... on ContentOpened {{ position texts {{ kind version words }} }}
    {_REFUSED}
  }}
}}
"""
ANNOUNCE_DOCUMENT: Final = f"""mutation AnnounceDocument($input: AnnounceDocumentInput!) {{
  announceDocument(input: $input) {{
    __typename
    ... on DocumentExpected {{ documentId path uploadBy }}
    {_ACTED}
    {_REFUSED}
    {_CONFLICT}
  }}
}}
"""
OPEN_DOCUMENT: Final = f"""mutation OpenDocument($input: OpenDocumentInput!) {{
  openDocument(input: $input) {{
    __typename
    ... on DocumentOpened {{ name mediaType size path expiresAt }}
    {_ACTED}
    {_REFUSED}
  }}
}}
"""
VIEW_INBOX: Final = f"""mutation ViewInbox($input: ViewInboxInput!) {{
  viewInbox(input: $input) {{
    __typename
    ... on InboxViewed {{ receipts {{ eventId leafHash }} }}
    {_REFUSED}
  }}
}}
"""
VERIFY: Final = _mutation("verifyComplaint")
IDENTIFY_PARTIES: Final = _mutation("identifyParties")
REDACT: Final = _mutation("redactContent")
RAISE_PROTECTION: Final = _mutation("raiseProtection")
LOWER_PROTECTION: Final = _mutation("lowerProtection")
REQUEST_COMPLETION: Final = _mutation("requestCompletion")
REQUEST_DATA: Final = _mutation("requestSupportingData")
SUPPLY_DATA: Final = _mutation("supplyData")
RESTORE: Final = _mutation("restoreComplaint")
LINK_DUPLICATE: Final = _mutation("linkDuplicate")
FORWARD: Final = _mutation("forwardToInstitution")
DISPOSE: Final = _mutation("disposeToLiaison")
ADD_CC: Final = _mutation("addCc")
ACCEPT: Final = _mutation("acceptAuthority", "ComplaintInput")
RETURN_TO_INSTITUTION: Final = _mutation("returnToInstitutionAdmin")
RETURN_TO_NATIONAL: Final = _mutation("returnToNationalAdmin")
REPLACE_HANDLER: Final = _mutation("replaceHandler")
DECLARE_CONFLICT: Final = _mutation("declareConflict", "ComplaintInput")
REFER: Final = _mutation("referToInspectorate", "ComplaintInput")
RECORD_FINDING: Final = _mutation("recordFinding")
RETURN_FROM_INSPECTORATE: Final = _mutation("returnFromInspectorate")
ADD_SUPERIOR: Final = _mutation("addSuperior")
SUPERIOR_ACTION: Final = _mutation("recordSuperiorAction")
RESPOND: Final = _mutation("giveInitialResponse")
FOLLOW_UP: Final = _mutation("recordFollowUp")
ANSWER: Final = _mutation("giveFinalAnswer")
ANSWER_ASPIRATION: Final = _mutation("answerAspiration")
RESPOND_AS_CC: Final = _mutation("respondAsCc")
REPORT_PROGRESS: Final = _mutation("reportProgress")
INFORM_OFFICIAL: Final = _mutation("informOfficial")
COORDINATE: Final = _mutation("noteCoordination")
NOTIFY_CONSTRAINT: Final = _mutation("notifyConstraint")
PROPOSE_CLASS: Final = _mutation("proposeReclassification")
RECLASSIFY: Final = _mutation("reclassify")
NATIONAL_NUMBER: Final = _mutation("recordNationalNumber")
INTERVENE: Final = _mutation("recordIntervention")
ASK_SUPERVISION: Final = _mutation("askSupervision")
ANSWER_SUPERVISION: Final = _mutation("answerSupervision")
REPLY: Final = _mutation("replyToAnswer")
DISPUTE: Final = _mutation("disputeAnswer")
WITHDRAW: Final = _mutation("withdrawComplaint")
CONFIRM: Final = _mutation("confirmCompletion", "ComplaintInput")
COMPLETE: Final = _mutation("completeComplaint", "ComplaintInput")
RATE: Final = _mutation("rateHandling")

INBOX: Final = """query Inbox($first: Int = 10, $after: String) {
  asOf
  inbox(first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { task arrivedAt dueOn complaint { complaintId trackingNumber status tier headline } } }
  }
}
"""
COMPLAINT: Final = """query Complaint($trackingNumber: String!) {
  asOf
  complaint(trackingNumber: $trackingNumber) {
    id complaintId trackingNumber version status tier channel type nature slaClass
    anonymous confidential headline shownText mayOpen
    institution { name } unit { name } category { labelIndonesian labelEnglish }
    submittedAt reviewDueOn receivedByLiaisonAt dueOn interveneBy provisional archiveReason
    initialResponseAt finalAnswerAt completedAt closedBy rating
    placements { kind status placedOn unit { name } }
  }
}
"""
HISTORY: Final = """query History($trackingNumber: String!) {
  asOf
  complaint(trackingNumber: $trackingNumber) {
    trackingNumber
    history { position type occurredAt actorRole actorId unit { name } dueOn rule clause eventId leafHash }
  }
}
"""
CLOCKS: Final = """query Clocks($trackingNumber: String!) {
  asOf
  complaint(trackingNumber: $trackingNumber) {
    trackingNumber nextDueAt
    clocks {
      clock state startedOn limit counted dueOn provisional endedOn unit { name }
      statedBy { source instrument }
      explanation { date counted why }
    }
  }
}
"""
DOCUMENTS: Final = """query Documents($trackingNumber: String!) {
  complaint(trackingNumber: $trackingNumber) {
    trackingNumber
    documents { documentId about mediaType size receivedAt digest eventId }
  }
}
"""
NOTICES: Final = """query Notices($trackingNumber: String!) {
  complaint(trackingNumber: $trackingNumber) {
    trackingNumber
    notices { kind occurredAt indonesian english sentAt }
  }
}
"""
SEEN_BY_EXCLUDED: Final = """query SeenByExcluded($trackingNumber: String!) {
  complaint(trackingNumber: $trackingNumber) {
    trackingNumber
    seenByExcluded { personId role purpose kinds documentId version openedAt eventId }
  }
}
"""
STATISTICS: Final = """query Statistics($institution: UUID!, $receivedFrom: Date!, $receivedUntil: Date!) {
  asOf
  statistics(institution: $institution, receivedFrom: $receivedFrom, receivedUntil: $receivedUntil) {
    unit isParent unverified notFollowedUp inProcess completed total placements
    followUpPercent averageFollowUpDays averageRating ratedCount lastViewedAt
  }
}
"""
VIEWER: Final = """query Viewer {
  asOf
  viewer { personId role assignments { assignmentId role unit { code name } validFrom validUntil } }
}
"""
UNITS: Final = """query Offices {
  units { unitId code name kind }
  categories { code labelIndonesian labelEnglish unit { code } }
}
"""
DUE_DATE: Final = """query DueDate($startedOn: Date!, $workingDays: Int!) {
  dueDate(startedOn: $startedOn, workingDays: $workingDays) {
    dueOn provisional calendarVersion explanation { date counted why }
  }
}
"""
LIMITS: Final = """query Limits {
  slaPolicies {
    version instrument effectiveFrom inForce
    limits { name slaClass amount unit source instrument effectiveFrom }
  }
  calendars { version instrument publishedOn inForce decreedYears }
}
"""
