using Microsoft.Extensions.Options;
using RootWatch.Server.Accounts;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Organizations;
using RootWatch.Server.Posture;
using RootWatch.Server.Push;

namespace RootWatch.Server.Hosting;

/// <summary>A section of the settings whose keys are the properties of an options class.</summary>
/// <param name="Problems">What is wrong with the options once they are set, such as <c>Poll:HomeInterval must be ...</c>.</param>
internal sealed record SettingSection(string Name, object Options, Func<IEnumerable<string>> Problems)
{
    /// <summary>How often it is read how accounts are set up.</summary>
    public static SettingSection Posture(PostureOptions posture) => new("posture", posture, () =>
    {
        ServiceCollection services = new();
        services.AddPosture();
        using ServiceProvider provider = services.BuildServiceProvider();
        return [.. provider.GetServices<IValidateOptions<PostureOptions>>()
            .SelectMany(rule => rule.Validate(Microsoft.Extensions.Options.Options.DefaultName, posture).Failures ?? [])];
    });

    /// <summary>How often organizations are asked for their accounts.</summary>
    public static SettingSection Organizations(OrganizationOptions organizations) => new("organizations", organizations, organizations.Problems);

    /// <summary>How the queue of pushed events is read.</summary>
    public static SettingSection Push(PushOptions push) => new("push", push, push.Problems);

    /// <summary>When the dead-man heartbeat is sent.</summary>
    public static SettingSection Heartbeat(HeartbeatOptions heartbeat) => new("heartbeat", heartbeat, heartbeat.Problems);

    /// <summary>How often accounts are looked at. Checked by the same rules as at the silo's start, only earlier.</summary>
    public static SettingSection Poll(PollOptions poll) => new("poll", poll, () =>
    {
        ServiceCollection services = new();
        services.AddAccountWatching();
        using ServiceProvider provider = services.BuildServiceProvider();
        return [.. provider.GetServices<IValidateOptions<PollOptions>>()
            .SelectMany(rule => rule.Validate(Microsoft.Extensions.Options.Options.DefaultName, poll).Failures ?? [])];
    });
}
