using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RootWatch.Detection.Alerts;
using RootWatch.V1;
using Alert = RootWatch.Detection.Alerts.Alert;
using Severity = RootWatch.Detection.Alerts.Severity;

namespace RootWatch.Server.Grpc;

/// <summary>A checked <see cref="AlertFilter"/>.</summary>
internal sealed class AlertMatch
{
    private const int RulesMax = 200;
    private const int RuleIdLengthMax = 64;

    private readonly string _accountId;
    private readonly Severity _severityMin;
    private readonly HashSet<string> _ruleIds;
    private readonly bool _folded;

    private AlertMatch(string accountId, Severity severityMin, HashSet<string> ruleIds, bool folded)
    {
        _folded = folded;
        _accountId = accountId;
        _severityMin = severityMin;
        _ruleIds = ruleIds;
    }

    /// <summary>Equal for filters that want the same; part of page tokens.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{_accountId}|{(int)_severityMin}|{string.Join(',', _ruleIds.Order(StringComparer.Ordinal))}{(_folded ? "|folded" : "")}"))))[..16];

    /// <exception cref="global::Grpc.Core.RpcException">INVALID_ARGUMENT, naming the field.</exception>
    public static AlertMatch Of(AlertFilter? filter)
    {
        filter ??= new AlertFilter();
        if (filter.AccountId.Length > 0)
        {
            BadRequest.AccountId("filter.account_id", filter.AccountId);
        }

        if (!Enum.IsDefined(filter.SeverityMin))
        {
            throw BadRequest.Field("filter.severity_min", $"{(int)filter.SeverityMin} is no severity");
        }

        if (filter.RuleIds.Count > RulesMax || filter.RuleIds.Any(rule => rule.Length is 0 or > RuleIdLengthMax))
        {
            throw BadRequest.Field("filter.rule_ids", $"at most {RulesMax} ids of 1 to {RuleIdLengthMax} characters, such as RW-S01");
        }

        return new AlertMatch(filter.AccountId, (Severity)(int)filter.SeverityMin, [.. filter.RuleIds], filter.Folded);
    }

    public bool Wants(Alert alert) =>
        (_accountId.Length == 0 || alert.AccountId == _accountId)
        && alert.Severity >= _severityMin
        && (_ruleIds.Count == 0 || _ruleIds.Contains(alert.RuleId))
        && !(_folded && alert.PartOf.Length > 0);
}
