"""Condition keys that AWS gives a policy and MiniStack does not.

Of conditional writes in S3, of requests to KMS and STS, and of the sender of a mail.
"""

import contextvars
import json
from email.utils import parseaddr

from ministack import app
from ministack.core import iam_actions

enforce_mail = app._enforce_ses_v2
enforce_data_plane = app._enforce_data_plane
mail_context = contextvars.ContextVar("mail_context", default={})
s3_object_context = iam_actions._s3_object_context
request_context = iam_actions.request_tag_context
KMS_MEMBERS = {
    "EncryptionAlgorithm": "kms:EncryptionAlgorithm",
    "MacAlgorithm": "kms:MacAlgorithm",
    "MessageType": "kms:MessageType",
    "SigningAlgorithm": "kms:SigningAlgorithm",
}


def of_object(action, query_params, path, headers):
    """s3:if-none-match and s3:if-match."""
    names = [name for name in ("if-none-match", "if-match") if headers.get(name)]
    conditional = {f"s3:{name}": headers[name] for name in names}
    return {**s3_object_context(action, query_params, path, headers), **conditional}


def of_mail(body):
    """ses:FromAddress, without the name that may stand before it."""
    try:
        sender = json.loads(body).get("FromEmailAddress")
    except (AttributeError, ValueError):
        return {}
    return {"ses:FromAddress": parseaddr(sender)[1]} if sender else {}


def enforce_mail_with_sender(method, path, headers, body, *rest):
    """Remembers the sender for the check of the policies, which is not given the mail."""
    mail_context.set(of_mail(body))
    return enforce_mail(method, path, headers, body, *rest)


def enforce_with_context(service, *rest, **named):
    if service == "sesv2":
        named["service_context"] = mail_context.get()
    return enforce_data_plane(service, *rest, **named)


def of_request(service, action, body, params):
    """The external id of STS; of KMS the algorithm, the message type and the encryption context.

    kms:ViaService is rightly absent.
    """
    context = request_context(service, action, body, params)
    if service == "sts":
        external_id = iam_actions._query_param(params, "ExternalId")
        return {**context, **({"sts:ExternalId": external_id} if external_id else {})}
    if service != "kms":
        return context
    try:
        request = json.loads(body)
        pairs = request.get("EncryptionContext") or {}
    except (AttributeError, ValueError):
        return context
    members = {key: request[member] for member, key in KMS_MEMBERS.items() if member in request}
    values = {f"kms:EncryptionContext:{name}": value for name, value in pairs.items()}
    return {**context, **members, **values, **({"kms:EncryptionContextKeys": list(pairs)} if pairs else {})}


def install():
    app._enforce_ses_v2 = enforce_mail_with_sender
    app._enforce_data_plane = enforce_with_context
    iam_actions._s3_object_context = of_object
    iam_actions.request_tag_context = of_request
