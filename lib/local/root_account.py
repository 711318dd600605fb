"""Holds the account's root to the policies of resources, as AWS does: a bucket's Deny and a key's silence bind it too."""

from ministack.core import iam_evaluator

ALLOW_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
# So that nobody can lock an account out of its bucket for good.
ALWAYS_ROOTS = {"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"}
EVERYTHING = [iam_evaluator.parse_policy_document(ALLOW_ALL)]
resolve_principal = iam_evaluator.resolve_principal
enforce = iam_evaluator.enforce


def resolve(*args):
    """MiniStack gives root no policies, and takes that for permission to do all."""
    principal = resolve_principal(*args)
    if isinstance(principal, iam_evaluator.PrincipalInfo) and principal.policies is None:
        principal.policies = EVERYTHING
    return principal


def enforce_all(access_key, action, *args, **named):
    if action in ALWAYS_ROOTS and iam_evaluator.is_root_access_key(access_key):
        return None
    return enforce(access_key, action, *args, **named)


def install():
    iam_evaluator.resolve_principal = resolve
    iam_evaluator.enforce = enforce_all
