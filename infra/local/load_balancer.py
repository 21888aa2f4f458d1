"""Deploys infra/load-balancer.yaml to the emulator, in front of the local front: `load_balancer.py <stack> <port>`.

Prints the URL of the load balancer in the emulator. It is a stack of its own, since as a part of template.yaml it would
make the API private. docs/local.md says what is tested with it and what is not.
"""

import pathlib
import sys

import boto3
from botocore.exceptions import ClientError

TEMPLATE = pathlib.Path(__file__).parent.parent / "load-balancer.yaml"

cloudformation = boto3.client("cloudformation")


def network():
    """The default VPC, which every account has, and two of its subnets."""
    ec2 = boto3.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    return vpc, [subnet["SubnetId"] for subnet in subnets][:2]


def outputs_of(stack):
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def parameters(stack, port):
    outputs = outputs_of(stack)
    vpc, subnets = network()
    return {
        "ApiId": outputs["ApiId"], "StageName": outputs["ApiStage"], "Scheme": "internal", "VpcId": vpc,
        "SubnetIds": ",".join(subnets), "Clients": "127.0.0.1/32",
        "CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000",
        # The emulator's VPC endpoints have no addresses, so the local front takes the place of the endpoint.
        "EndpointAddresses": "127.0.0.1,127.0.0.1", "EndpointPort": port,
    }


def deploy(name, values):
    arguments = {
        "StackName": name, "TemplateBody": TEMPLATE.read_text(encoding="utf-8"),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
    }
    try:
        cloudformation.create_stack(**arguments)
        waiter = "stack_create_complete"
    except cloudformation.exceptions.AlreadyExistsException:
        try:
            cloudformation.update_stack(**arguments)
        except ClientError as error:
            if "No updates" not in str(error):
                raise
            return
        waiter = "stack_update_complete"
    cloudformation.get_waiter(waiter).wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


def register_targets(name, values):
    """Registers the targets of the target group, since the emulator ignores them in the template."""
    group = cloudformation.describe_stack_resource(StackName=name, LogicalResourceId="Targets")
    boto3.client("elbv2").register_targets(
        TargetGroupArn=group["StackResourceDetail"]["PhysicalResourceId"],
        Targets=[{"Id": address, "Port": int(values["EndpointPort"])}
                 for address in set(values["EndpointAddresses"].split(","))])


def main(stack, port):
    name = f"{stack}-load-balancer"
    values = parameters(stack, port)
    deploy(name, values)
    register_targets(name, values)
    outputs = outputs_of(name)
    endpoint = cloudformation.meta.endpoint_url.rstrip("/")
    print(f"{endpoint}/_alb/{outputs['FullName'].split('/')[1]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
