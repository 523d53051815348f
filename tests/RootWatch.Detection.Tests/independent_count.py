#!/usr/bin/env python3
"""Counts, without any code of ours, what the rules for one event should find in a folder of CloudTrail records.

usage: independent_count.py ../../../shared/data/cloudtrail

The numbers in RealRecordsTests were taken from its output. Written from the rules' conditions, each record by itself.
"""
import collections
import datetime
import glob
import ipaddress
import json
import os
import re
import sys


PAGES = ("ConsoleLogin", "CheckMfa", "PasswordUpdated", "EmailUpdated", "PasswordRecoveryRequested", "PasswordRecoveryCompleted")


def obj(value):
    return value if isinstance(value, dict) else {}


def flag(value):
    return {"true": True, "false": False}.get(str(value).lower())


def human(e):
    """None: not root; 'human', 'delegated' or 'service'."""
    u = obj(e.get("userIdentity"))
    if u.get("type") != "Root":
        return None
    invoked = u.get("invokedBy")
    if (e.get("eventType") == "AwsServiceEvent"
            or (invoked and invoked not in ("signin.amazonaws.com", "console.amazonaws.com", "aws-mcp.amazonaws.com", "AWS Internal"))
            or str(e.get("sourceIPAddress") or "").endswith(".amazonaws.com") and not e.get("sourceIPAddress") == invoked == "aws-mcp.amazonaws.com"
            or e.get("eventName") == "CreateServiceLinkedRole"):
        return "service"
    if not u.get("arn") and not (e.get("eventSource") == "signin.amazonaws.com" and e.get("eventName") in PAGES):
        return None
    return "delegated" if flag(obj(u.get("sessionContext")).get("assumedRoot")) else "human"


def address(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def selectors_keep_writes(req):
    basic, advanced = req.get("eventSelectors"), req.get("advancedEventSelectors")
    kept = False
    for s in basic or []:
        kept |= flag(s.get("includeManagementEvents", True)) is not False and s.get("readWriteType", "All") != "ReadOnly"
    for s in advanced or []:
        fields = {f.get("field"): f for f in s.get("fieldSelectors", [])}
        kept |= ("Management" in obj(fields.get("eventCategory")).get("equals", [])
                 and set(fields) <= {"eventCategory", "eventSource", "readOnly"}
                 and ("readOnly" not in fields or "false" in fields["readOnly"].get("equals", [])))
    return kept if basic is not None or advanced is not None else None


def rules(e):
    who = human(e)
    root = who in ("human", "delegated")
    source, name = e.get("eventSource"), e.get("eventName") or ""
    req, resp, more = obj(e.get("requestParameters")), obj(e.get("responseElements")), obj(e.get("additionalEventData"))
    code, ok = e.get("errorCode") or "", not e.get("errorCode") and not e.get("errorMessage")
    omitted = flag(req.get("omitted")) is True
    own = root and source == "iam.amazonaws.com" and req.get("userName") in (None, "", "AWS ROOT USER")
    serial = str(req.get("serialNumber") or "")
    root_mfa = source == "iam.amazonaws.com" and (req.get("userName") == "AWS ROOT USER" or serial.endswith(":mfa/root-account-mfa-device"))
    signin = source == "signin.amazonaws.com"
    if signin and name == "ConsoleLogin" and who == "human":
        mfa = str(more.get("MFAUsed") or "").lower() == "yes"
        if resp.get("ConsoleLogin") == "Success" and ok:
            yield "RW-S01"
            if not mfa:
                yield "RW-S02"
            if address(e.get("sourceIPAddress")):
                yield "RW-S10"
        elif resp.get("ConsoleLogin") == "Failure" or not ok:
            yield "RW-S03"
            if mfa:
                yield "RW-S06"
    for rule, event in (("RW-C01", "PasswordRecoveryRequested"), ("RW-C02", "PasswordRecoveryCompleted")):
        if signin and name == event:
            yield rule
    if signin and root and name == "PasswordUpdated" and ok and resp.get(name) != "Failure":
        yield "RW-C03"
    if signin and root and name == "EmailUpdated":
        yield "RW-C04"
    if source == "account.amazonaws.com" and name in ("StartPrimaryEmailUpdate", "AcceptPrimaryEmailUpdate"):
        yield "RW-C05"
    if own and name == "CreateAccessKey" and ok:
        yield "RW-C06"
    if root and str(obj(e.get("userIdentity")).get("accessKeyId") or "").startswith("AKIA"):
        yield "RW-C07"
        # Sixty points for the key, and at most fifteen for what is new: at least two of network, agent, region, service.
        yield "RW-N01"
    if own and name == "UpdateAccessKey" and (omitted or str(req.get("status")).lower() == "active"):
        yield "RW-C08"
    if own and (name == "DeleteAccessKey" or name == "UpdateAccessKey" and str(req.get("status")).lower() == "inactive"):
        yield "RW-C09"
    if name == "DeactivateMFADevice" and (own or root_mfa):
        yield "RW-C10"
    if name == "DeleteVirtualMFADevice" and root_mfa:
        yield "RW-C11"
    if own:
        for rule, events in (("RW-C12", ("CreateVirtualMFADevice", "EnableMFADevice")), ("RW-C13", ("ResyncMFADevice",)),
                             ("RW-C14", ("CreateLoginProfile",)), ("RW-C16", ("UploadSigningCertificate",))):
            if name in events:
                yield rule
    if who == "delegated" and source == "iam.amazonaws.com" and name == "DeleteLoginProfile":
        yield "RW-C15"
    if root and (source == "sts.amazonaws.com" and name in ("GetFederationToken", "GetSessionToken") or signin and name.startswith("CreateOAuth2Token")):
        yield "RW-C17"
    is_signin = str(e.get("eventType")).lower() == "awsconsolesignin" or signin and name in PAGES
    reads = flag(e.get("readOnly"))
    if reads is None:
        reads = bool(re.match("Get|List|Describe|Head|Lookup|BatchGet|Search|View|Query|Scan|Select|Simulate|Check|Test|Preview|Estimate", name))
    if who == "human" and ok and not is_signin and not reads:
        yield "RW-A01"
    if root and re.match(r"(Client\.)?AccessDenied|.*UnauthorizedOperation$", code):
        yield "RW-A03"
    if root and ok and source == "iam.amazonaws.com" and (
            name in ("CreateUser", "CreateRole", "CreateSAMLProvider", "CreateOpenIDConnectProvider", "UpdateAssumeRolePolicy", "AddUserToGroup", "SetDefaultPolicyVersion")
            or name == "CreatePolicyVersion" and (omitted or flag(req.get("setAsDefault")))
            or name == "UpdateAccessKey" and not own and str(req.get("status")).lower() == "active"
            or name in ("CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile", "CreateServiceSpecificCredential", "UploadSSHPublicKey", "UploadSigningCertificate") and not own or re.fullmatch("(Attach|Put).*Policy", name)):
        yield "RW-A04"
    if root and source == "cloudshell.amazonaws.com" and name in ("CreateEnvironment", "CreateSession"):
        yield "RW-A06"
    if who == "human" and not is_signin:
        yield "RW-A07"
        began = obj(obj(obj(e.get("userIdentity")).get("sessionContext")).get("attributes")).get("creationDate")
        if began and (parsed(e["eventTime"]) - parsed(began)).total_seconds() > 3600:
            yield "RW-S18"
    if who == "delegated":
        yield "RW-O08"
    if source == "cloudtrail.amazonaws.com":
        if name == "StopLogging":
            yield "RW-D01"
        if name == "DeleteTrail":
            yield "RW-D02"
        if name == "UpdateTrail" and (
                omitted or any(flag(req.get(k)) is False for k in ("isMultiRegionTrail", "includeGlobalServiceEvents", "enableLogFileValidation"))
                or any(req.get(k) is not None for k in ("s3BucketName", "s3KeyPrefix", "kmsKeyId", "cloudWatchLogsLogGroupArn", "cloudWatchLogsRoleArn"))):
            yield "RW-D03"
        if name == "PutEventSelectors" and (omitted or selectors_keep_writes(req) is False):
            yield "RW-D04"
        if name in ("StopEventDataStoreIngestion", "DeleteEventDataStore") or name == "PutInsightSelectors" and (omitted or req.get("insightSelectors") == []):
            yield "RW-D05"


def rules_of_surroundings(e):
    """Account, organisation, guards and our own role. Each record by itself: no bucket, policy or region is known."""
    who = human(e)
    root = who in ("human", "delegated")
    source, name = str(e.get("eventSource") or "").replace(".amazonaws.com", ""), e.get("eventName") or ""
    req, resp = obj(e.get("requestParameters")), obj(e.get("responseElements"))
    ok, omitted = not e.get("errorCode") and not e.get("errorMessage"), flag(req.get("omitted")) is True
    reads = flag(e.get("readOnly"))
    if reads is None:
        reads = bool(re.match("Get|List|Describe|Head|Lookup|BatchGet|Search|View|Query|Scan|Select|Simulate|Check|Test|Preview|Estimate|Download|Find|Retrieve", name))
    home = e.get("awsRegion") in (None, "", "us-east-1", "us-gov-west-1", "cn-north-1") or len(e["awsRegion"]) > 32
    if root and ok and not reads and not (source == "signin" and (name in PAGES or e.get("eventType") == "AwsConsoleSignIn")) and not home:
        yield "RW-A05"
    simple = {
        ("account", "PutContactInformation"): "B01", ("account", "PutAccountName"): "B01", ("billingconsole", "SetContactAddress"): "B01",
        ("account", "PutAlternateContact"): "B02", ("account", "DeleteAlternateContact"): "B02",
        ("account", "EnableRegion"): "B03", ("account", "DisableRegion"): "B03",
        ("account", "CloseAccount"): "B04", ("organizations", "CloseAccount"): "B04", ("billingconsole", "CloseAccount"): "B04",
        ("organizations", "InviteAccountToOrganization"): "B07", ("organizations", "InviteOrganizationToTransferResponsibility"): "B07",
        ("organizations", "ResponsibilityTransferAccepted"): "B07",
        ("organizations", "LeaveOrganization"): "O01", ("organizations", "RemoveAccountFromOrganization"): "O02",
        ("organizations", "DetachPolicy"): "O03", ("organizations", "DeletePolicy"): "O03",
        ("iam", "DisableOrganizationsRootCredentialsManagement"): "O05", ("iam", "DisableOrganizationsRootSessions"): "O05",
        ("iam", "EnableOrganizationsRootCredentialsManagement"): "O06", ("iam", "EnableOrganizationsRootSessions"): "O06",
        ("sts", "AssumeRoot"): "O07", ("organizations", "MoveAccount"): "O09",
        ("guardduty", "DeleteDetector"): "D07", ("guardduty", "DeletePublishingDestination"): "D08",
        ("guardduty", "DisassociateFromMasterAccount"): "D08", ("guardduty", "DisassociateFromAdministratorAccount"): "D08",
        ("guardduty", "DisassociateMembers"): "D08", ("guardduty", "StopMonitoringMembers"): "D08", ("guardduty", "DeleteMembers"): "D08",
        ("securityhub", "DisableSecurityHub"): "D09", ("securityhub", "DisableSecurityHubV2"): "D09", ("securityhub", "BatchDisableStandards"): "D09",
        ("securityhub", "DisassociateFromMasterAccount"): "D09", ("securityhub", "DisassociateFromAdministratorAccount"): "D09",
        ("iam", "DeleteAccountPasswordPolicy"): "D10", ("access-analyzer", "DeleteAnalyzer"): "D12",
    }
    if (source, name) in simple:
        yield "RW-" + simple[source, name]
    if root and (source, name) in (
            ("support", "CreateCase"), ("events", "DeleteRule"), ("events", "DisableRule"), ("events", "RemoveTargets"), ("monitoring", "DeleteAlarms"),
            ("monitoring", "DisableAlarmActions"), ("sns", "DeleteTopic"), ("sns", "Unsubscribe"), ("securityhub", "BatchUpdateFindings")):
        yield {"support": "RW-A08", "securityhub": "RW-D09"}.get(source, "RW-D11")
    if source in ("payments", "billingconsole") and not reads and (source, name) not in simple:
        yield "RW-B05"
    if source in ("billing", "tax", "taxconsole", "invoicing", "purchase-orders", "customer-verification") and not reads:
        yield "RW-B06"
    if (source, name) == ("organizations", "AcceptHandshake") and obj(resp.get("handshake")).get("action", "INVITE") in ("INVITE", "TRANSFER_RESPONSIBILITY"):
        yield "RW-B07"
    if (source, name) == ("organizations", "UpdatePolicy") and ":root" in str(req.get("content")):
        yield "RW-O03"
    if (source, name) == ("organizations", "DisablePolicyType") and req.get("policyType") in (None, "SERVICE_CONTROL_POLICY"):
        yield "RW-O03"
    if source == "organizations" and name in ("DisableAWSServiceAccess", "DeregisterDelegatedAdministrator") and re.match(
            r"(cloudtrail|config|config-multiaccountsetup|(malware-protection\.)?guardduty|securityhub|iam)\.amazonaws\.com", str(req.get("servicePrincipal"))):
        yield "RW-O04"
    if source == "config" and name in ("StopConfigurationRecorder", "DeleteConfigurationRecorder", "DeleteDeliveryChannel") and not re.match(
            "(securityhub|fms|controltower|config-conforms)", str(obj(e.get("userIdentity")).get("invokedBy"))):
        yield "RW-D06"
    if source == "guardduty":
        if name == "UpdateDetector" and (omitted or flag(req.get("enable")) is False):
            yield "RW-D07"
        if (name == "CreateIPSet" and flag(req.get("activate")) is not False
                or name == "UpdateIPSet" and (flag(req.get("activate")) or flag(req.get("activate")) is None and req.get("location"))
                or name in ("CreateFilter", "UpdateFilter") and req.get("action") == "ARCHIVE"):
            yield "RW-D08"
    if source == "iam" and name == "UpdateAccountPasswordPolicy" and (
            omitted or int(req.get("minimumPasswordLength") or 0) < 14 or int(req.get("passwordReusePrevention") or 24) < 24
            or any(flag(req.get("require" + c)) is False for c in ("Symbols", "Numbers", "UppercaseCharacters", "LowercaseCharacters"))):
        yield "RW-D10"
    if source == "s3" and "cloudtrail" in str(req.get("bucketName")).lower() and (
            name in ("PutBucketPolicy", "DeleteBucketPolicy", "PutBucketLifecycle", "PutBucketLifecycleConfiguration", "DeleteBucket")
            or name == "PutBucketVersioning" and (obj(req.get("VersioningConfiguration")).get("Status") != "Enabled"
                                                  or obj(req.get("VersioningConfiguration")).get("MfaDelete") == "Disabled")):
        yield "RW-D13"
    if source == "iam" and (omitted or str(req.get("roleName")).lower() == "rootwatch"):
        ours = {"DeleteRole": "RW-X01", "UpdateAssumeRolePolicy": "RW-X02", "DetachRolePolicy": "RW-X03", "DeleteRolePolicy": "RW-X03",
                "PutRolePolicy": "RW-X03", "PutRolePermissionsBoundary": "RW-X03", "UpdateRole": "RW-X03", "AttachRolePolicy": "RW-X03"}
        if name in ours:
            yield ours[name]


def parsed(time):
    return datetime.datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ")


def main(folder):
    found, where, total, no_time, scaling = collections.Counter(), collections.defaultdict(list), 0, 0, 0
    for path in sorted(glob.glob(os.path.join(folder, "*.jsonl"))):
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            e = json.loads(line)
            e = e["event"] if "eventName" not in e and isinstance(e.get("event"), dict) else e
            total += 1
            no_time += not re.match(r"\d{4}-\d\d-\d\d", str(e.get("eventTime")))
            for rule in (*rules(e), *rules_of_surroundings(e)):
                found[rule] += 1
                where[rule].append(f"{os.path.basename(path)}:{number}")
    print(f"records {total}, without a time {no_time}")
    for rule in sorted(found):
        print(rule, found[rule], " ".join(where[rule][:12]))


if __name__ == "__main__":
    main(sys.argv[1])
