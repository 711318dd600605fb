"""PartiQL in MiniStack as AWS answers it: who may run a statement, why a transaction is cancelled, what streams see.

MiniStack's own parser, conditions and writes are used; only what differs from AWS is replaced.
"""

import copy
import functools
import json

from ministack.core import iam_actions
from ministack.services import dynamodb

ACTIONS = {
    "INSERT": "dynamodb:PartiQLInsert",
    "UPDATE": "dynamodb:PartiQLUpdate",
    "DELETE": "dynamodb:PartiQLDelete",
    "SELECT": "dynamodb:PartiQLSelect",
    "EXISTS": "dynamodb:PartiQLSelect",
}
STATEMENTS = {
    "dynamodb:ExecuteStatement": lambda request: [request],
    "dynamodb:BatchExecuteStatement": lambda request: request["Statements"],
    "dynamodb:ExecuteTransaction": lambda request: request["TransactStatements"],
}
WRITES = {name: getattr(dynamodb, f"_partiql_{name.lower()}") for name in ("INSERT", "UPDATE", "DELETE")}
transaction_checks = iam_actions.dynamodb_transaction_checks
execute_transaction = dynamodb._execute_transaction


def parse(statement):
    return dynamodb._parse_partiql(statement["Statement"], statement.get("Parameters", []))


def authorize(action, body, region, account):
    """Authorizes each statement by itself; a request that does not parse asks for an action that no role holds."""
    if action not in STATEMENTS:
        return transaction_checks(action, body, region, account)
    try:
        statements = [parse(statement) for statement in STATEMENTS[action](json.loads(body))]
    except (KeyError, TypeError, ValueError):
        return []
    return [(ACTIONS[parsed["op"]], resource(parsed, region, account)) for parsed in statements]


def resource(parsed, region, account):
    target = parsed.get("select") or parsed
    arn = iam_actions._dynamodb_table_arn(target["table"], region, account)
    return f"{arn}/index/{target['index']}" if target.get("index") else arn


def locate(table, parsed):
    """The keys of the one item that a statement names, and its condition."""
    if parsed["op"] == "INSERT":
        item = parsed["item"].get("M", parsed["item"])
        key = dynamodb._extract_key_val
        sort = key(item[table["sk_name"]]) if table["sk_name"] else "__no_sort__"
        return key(item[table["pk_name"]]), sort, lambda found: True
    partition, sort, condition, refused = dynamodb._partiql_key_target(table, parsed.get("select") or parsed)
    if refused:
        raise ValueError("no full key")
    return partition, sort, condition


def find(table, partition, sort):
    return table["items"].get(partition, {}).get(sort)


def emit(table, old, new):
    if old != new:
        kind = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
        dynamodb._emit_stream_event(table["TableName"], kind, old, new)


def streamed(write):
    """A PartiQL write outside a transaction that reaches the table's stream."""

    @functools.wraps(write)
    def wrapped(table, parsed, *rest):
        try:
            partition, sort, _ = locate(table, parsed)
        except (AttributeError, KeyError, ValueError):
            return write(table, parsed, *rest)
        old = copy.deepcopy(find(table, partition, sort))
        answer = write(table, parsed, *rest)
        emit(table, old, copy.deepcopy(find(table, partition, sort)))
        return answer

    return wrapped


def reason(statement, parsed, found, condition):
    """One entry of CancellationReasons, as in the API reference of TransactionCanceledException."""
    if parsed["op"] == "INSERT":
        taken = {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"}
        return taken if found is not None else {"Code": "None"}
    if (found is None and parsed["op"] == "DELETE") or (found is not None and condition(found)):
        return {"Code": "None"}
    failed = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    wants_item = statement.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and parsed["op"] != "EXISTS"
    return {**failed, "Item": found} if wants_item and found is not None else failed


def is_bare_exists(table, parsed):
    """EXISTS must state a condition beside the keys."""
    if parsed["op"] != "EXISTS":
        return False
    select = parsed["select"]
    keys = {table["pk_name"], table["sk_name"]}
    only_keys = all(attribute in keys and operator == "=" for attribute, operator, _ in select["conditions"])
    return only_keys and not dynamodb._pq_has_call(select.get("where"))


def cancelled(reasons):
    codes = ", ".join(entry["Code"] for entry in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    body = {"__type": "TransactionCanceledException", "Message": message, "CancellationReasons": reasons}
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-errortype": "TransactionCanceledException"}
    return 400, headers, json.dumps(body).encode()


def refused(message):
    return dynamodb.error_response_json("ValidationException", message, 400)


def restore(table, place, old):
    if old is None:
        dynamodb._remove_item(table, *place[:2])
    else:
        dynamodb._set_item(table, *place[:2], old)


def write_all(parsed, tables, places, found):
    """Writes every statement or none; without this MiniStack copies every item of each table per transaction."""
    before = copy.deepcopy(found)
    for each, table in zip(parsed, tables):
        status, headers, body = (200, {}, b"") if each["op"] == "EXISTS" else WRITES[each["op"]](table, each)
        if status != 200:
            for undo in zip(tables, places, before):
                restore(*undo)
            return status, headers, body
    for table, place, old in zip(tables, places, before):
        emit(table, old, copy.deepcopy(find(table, *place[:2])))
    return dynamodb.json_response({"Responses": []})


def transact(data):
    """ExecuteTransaction with every statement's own reason, one operation per item, and stream records."""
    statements, token = data.get("TransactStatements") or [], data.get("ClientRequestToken")
    try:
        parsed = [parse(statement) for statement in statements]
        tables = [dynamodb._tables.get((each.get("select") or each)["table"]) for each in parsed]
        places = [locate(table, each) for table, each in zip(tables, parsed)]
    except (AttributeError, KeyError, TypeError, ValueError):
        return execute_transaction(data)
    reads = {each["op"] == "SELECT" for each in parsed}
    if len(reads) > 1:
        return refused("ExecuteTransaction API does not support both read and write operations in the same request.")
    is_bare = any(is_bare_exists(*each) for each in zip(tables, parsed))
    if reads != {False} or is_bare or (token and dynamodb._txn_token_lookup(token)):
        return execute_transaction(data)
    if len({(table["TableName"], *place[:2]) for table, place in zip(tables, places)}) < len(parsed):
        return refused("Transaction request cannot include multiple operations on one item")
    found = [find(table, *place[:2]) for table, place in zip(tables, places)]
    reasons = [reason(*each) for each in zip(statements, parsed, found, [place[2] for place in places])]
    if any(each["Code"] != "None" for each in reasons):
        return cancelled(reasons)
    answer = write_all(parsed, tables, places, found)
    if token and answer[0] == 200:
        signature = {name: value for name, value in data.items() if name != "ClientRequestToken"}
        dynamodb._txn_token_store(token, {"signature": signature, "response": {"Responses": []}, "sizes": {}})
    return answer


def install():
    iam_actions.dynamodb_transaction_checks = authorize
    dynamodb._execute_transaction = transact
    for name, write in WRITES.items():
        setattr(dynamodb, f"_partiql_{name.lower()}", streamed(write))
