"""Applies what the emulator ignores in a deployed template: `patch.py <stack>`. Each gap is a row of docs/local.md.

All values come from the deployed template as SAM processed it, so nothing is stated twice. Idempotent. Prints one line
for each change.
"""

import datetime
import json
import pathlib
import re
import sys

import boto3
import yaml
from botocore.exceptions import ClientError


# The value that removes a property.
NO_VALUE = {"Ref": "AWS::NoValue"}

MAILS = sorted(pathlib.Path(__file__).parent.parent.glob("mail*.yaml"))


class Stack:
    """The deployed template, its parameters and the physical ids of its resources."""

    def __init__(self, name):
        cloudformation = boto3.client("cloudformation")
        self.template = cloudformation.get_template(StackName=name, TemplateStage="Processed")["TemplateBody"]
        described = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        identity = boto3.client("sts").get_caller_identity()
        self.ids = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources}
        self.refs = self.ids | {p["ParameterKey"]: p["ParameterValue"] for p in described.get("Parameters", [])} | {
            "AWS::AccountId": identity["Account"], "AWS::Partition": "aws", "AWS::StackName": name,
            "AWS::Region": boto3.session.Session().region_name, "AWS::URLSuffix": "amazonaws.com",
        }

    def of_type(self, kind):
        """(physical id, resolved properties) of every resource of a type."""
        for logical, resource in self.template["Resources"].items():
            if resource["Type"] == kind and logical in self.ids:
                yield self.ids[logical], self.resolve(resource.get("Properties", {}))

    def resolve(self, value):
        """Evaluates the intrinsic functions that these templates use, and leaves others unchanged."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref" and argument in self.refs:
                return self.refs[argument]
            if name == "Fn::Sub":
                return self.substitute(argument)
            if name == "Fn::GetAtt" and argument[1] == "Arn":
                return self.arn(argument[0])
            if name == "Fn::If":
                return self.resolve(argument[1] if self.holds(argument[0]) else argument[2])
            if name == "Fn::Select":
                return self.select(*argument)
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item != NO_VALUE}

    def select(self, index, items):
        items = self.resolve(items)
        # CloudFormation returns a list parameter as one string.
        items = items.split(",") if isinstance(items, str) else items
        return items[int(index)].strip()

    def substitute(self, argument):
        text, variables = (argument, {}) if isinstance(argument, str) else argument
        variables = self.resolve(variables)

        def replacement(match):
            name = match.group(1)
            if name.endswith(".Arn") and name[:-4] in self.ids:
                return self.arn(name[:-4])
            return str(variables.get(name, self.refs.get(name, match.group(0))))

        return re.sub(r"\$\{([A-Za-z0-9:.]+)\}", replacement, text)

    def arn(self, logical):
        kind, physical = self.template["Resources"][logical]["Type"], self.ids[logical]
        if kind == "AWS::Lambda::Function":
            return boto3.client("lambda").get_function_configuration(FunctionName=physical)["FunctionArn"]
        if kind == "AWS::S3::Bucket":
            return f"arn:aws:s3:::{physical}"
        if kind == "AWS::Logs::LogGroup":
            return f"arn:aws:logs:{self.refs['AWS::Region']}:{self.refs['AWS::AccountId']}:log-group:{physical}:*"
        return physical

    def holds(self, condition):
        if isinstance(condition, str):
            return self.holds(self.template.get("Conditions", {})[condition])
        name, argument = next(iter(condition.items()))
        if name == "Fn::Equals":
            return self.resolve(argument[0]) == self.resolve(argument[1])
        if name == "Fn::Not":
            return not self.holds(argument[0])
        if name == "Condition":
            return self.holds(argument)
        return (all if name == "Fn::And" else any)(self.holds(item) for item in argument)


def object_lock(stack):
    """Sets the default retention of buckets, and of objects, whose retention the emulator does not persist."""
    s3 = boto3.client("s3")
    for bucket, properties in stack.of_type("AWS::S3::Bucket"):
        wanted = properties.get("ObjectLockConfiguration")
        if not wanted:
            continue
        retention = wanted["Rule"]["DefaultRetention"]
        retention |= {unit: int(retention[unit]) for unit in ("Days", "Years") if unit in retention}
        try:
            current = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        except ClientError:
            current = None
        if current != wanted:
            s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=wanted)
            yield f"Object Lock of {bucket}"
        kept = datetime.timedelta(days=retention.get("Days", 0) + 365 * retention.get("Years", 0))
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for version in page.get("Versions", []):
                which = {"Bucket": bucket, "Key": version["Key"], "VersionId": version["VersionId"]}
                try:
                    s3.get_object_retention(**which)
                except ClientError:
                    until = version["LastModified"] + kept
                    s3.put_object_retention(**which, Retention={"Mode": retention["Mode"], "RetainUntilDate": until})
                    yield f"retention of {version['Key']}"


def bucket_policies(stack):
    """Removes statements that require TLS, since the emulator uses plain HTTP."""
    s3 = boto3.client("s3")
    for bucket, _ in stack.of_type("AWS::S3::Bucket"):
        try:
            policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
        except ClientError:
            continue
        kept = [statement for statement in policy["Statement"] if "aws:SecureTransport" not in json.dumps(statement)]
        if kept == policy["Statement"]:
            continue
        if kept:
            s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy | {"Statement": kept}))
        else:
            s3.delete_bucket_policy(Bucket=bucket)
        yield f"plain HTTP to {bucket}"


def tables(stack):
    """Enables TTL and point-in-time recovery."""
    dynamodb = boto3.client("dynamodb")
    for table, properties in stack.of_type("AWS::DynamoDB::Table"):
        ttl = properties.get("TimeToLiveSpecification")
        described = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        if ttl and ttl["Enabled"] and described["TimeToLiveStatus"] != "ENABLED":
            dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=ttl)
            yield f"time to live of {table}"
        backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
        wanted = properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
        if wanted and recovery != "ENABLED":
            dynamodb.update_continuous_backups(
                TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
            yield f"point-in-time recovery of {table}"


def method_limits(stack):
    """Sets throttling limits: the emulator does not decode `~1`, by which CloudFormation escapes slashes in paths."""
    gateway = boto3.client("apigateway")
    fields = {"ThrottlingRateLimit": "rateLimit", "ThrottlingBurstLimit": "burstLimit"}
    for stage, properties in stack.of_type("AWS::ApiGateway::Stage"):
        current = gateway.get_stage(restApiId=properties["RestApiId"], stageName=stage).get("methodSettings", {})
        for wanted in properties.get("MethodSettings", []):
            path, method = wanted["ResourcePath"], wanted["HttpMethod"]
            key = f"{path[1:].replace('~1', '/')}/{method}"
            limits = {name: wanted[field] for field, name in fields.items() if field in wanted}
            known = current.get(key, {})
            if path == "/*" or all(known.get(f"throttling{name[0].upper()}{name[1:]}") == float(value)
                                   for name, value in limits.items()):
                continue
            gateway.update_stage(restApiId=properties["RestApiId"], stageName=stage, patchOperations=[
                {"op": "replace", "path": f"{path}/{method}/throttling/{name}", "value": str(value)}
                for name, value in limits.items()])
            yield f"limits of {method} {key.removesuffix('/' + method)}"


class TemplateLoader(yaml.SafeLoader):
    """Loads templates, in which intrinsic functions have short forms."""


def long_form(loader, name, node):
    scalar = isinstance(node, yaml.ScalarNode)
    return {f"Fn::{name}": loader.construct_scalar(node) if scalar else loader.construct_sequence(node, deep=True)}


TemplateLoader.add_multi_constructor("!", long_form)


def mail(stack):
    """Creates the mail templates, which the emulator's CloudFormation does not support; verifies the sender."""
    ses = boto3.client("ses")
    if stack.refs["MailFrom"] not in ses.list_identities()["Identities"]:
        ses.verify_email_identity(EmailAddress=stack.refs["MailFrom"])
        yield f"mail from {stack.refs['MailFrom']}"
    known = {template["Name"] for template in ses.list_templates()["TemplatesMetadata"]}
    templates = [yaml.load(file.read_text(encoding="utf-8"), TemplateLoader) for file in MAILS]
    for resource in (resource for template in templates for resource in template["Resources"].values()):
        if resource["Type"] != "AWS::SES::Template":
            continue
        wanted = resource["Properties"]["Template"]
        name = wanted["TemplateName"]["Fn::Sub"].replace("${Name}", stack.refs["AWS::StackName"])
        wanted = wanted | {"TemplateName": name}
        if name not in known:
            ses.create_template(Template=wanted)
        elif ses.get_template(TemplateName=name)["Template"] != wanted:
            ses.update_template(Template=wanted)
        else:
            continue
        yield f"mail template {name}"


def api(stack):
    """Adds gateway responses and ANY methods, which the emulator ignores in the API's body; then deploys the API."""
    gateway = boto3.client("apigateway")
    stages = {properties["RestApiId"]: stage for stage, properties in stack.of_type("AWS::ApiGateway::Stage")}
    for api_id, properties in stack.of_type("AWS::ApiGateway::RestApi"):
        body = properties.get("Body", {})
        done = [*gateway_responses(gateway, api_id, body), *any_methods(gateway, api_id, body)]
        if done:
            gateway.create_deployment(restApiId=api_id, stageName=stages[api_id])
        yield from done


def gateway_responses(gateway, api_id, body):
    current = {r["responseType"]: r for r in gateway.get_gateway_responses(restApiId=api_id, limit=500)["items"]}
    for kind, wanted in body.get("x-amazon-apigateway-gateway-responses", {}).items():
        wanted = {
            "responseParameters": wanted.get("responseParameters", {}),
            "responseTemplates": wanted.get("responseTemplates", {}),
        } | ({"statusCode": str(wanted["statusCode"])} if "statusCode" in wanted else {})
        if any(current.get(kind, {}).get(field) != value for field, value in wanted.items()):
            gateway.put_gateway_response(restApiId=api_id, responseType=kind, **wanted)
            yield f"gateway response {kind}"


def any_methods(gateway, api_id, body):
    resources = {r["path"]: r for r in gateway.get_resources(restApiId=api_id, limit=500)["items"]}
    authorizers = {a["name"]: a["id"] for a in gateway.get_authorizers(restApiId=api_id)["items"]}
    for path, item in body.get("paths", {}).items():
        method = item.get("x-amazon-apigateway-any-method")
        if not method or "ANY" in resources[path].get("resourceMethods", {}):
            continue
        at = {"restApiId": api_id, "resourceId": resources[path]["id"], "httpMethod": "ANY"}
        scheme, scopes = next(iter((method.get("security") or [{}])[0].items()), (None, []))
        if scheme in authorizers:
            gateway.put_method(**at, authorizationType="COGNITO_USER_POOLS",
                               authorizerId=authorizers[scheme], authorizationScopes=scopes)
        else:
            gateway.put_method(**at, authorizationType="NONE")
        integration = method["x-amazon-apigateway-integration"]
        gateway.put_integration(**at, type=integration["type"].upper(), uri=integration["uri"],
                                integrationHttpMethod=integration["httpMethod"])
        yield f"ANY {path}"


if __name__ == "__main__":
    deployed = Stack(sys.argv[1])
    for patch in (bucket_policies, object_lock, tables, api, method_limits, mail):
        for line in patch(deployed):
            print(line)
