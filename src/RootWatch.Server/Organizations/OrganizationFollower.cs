using System.Collections.Concurrent;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Organizations;

/// <summary>Keeps this silo's roster as the organizations' grains know it: what one silo found, each of them watches.</summary>
internal sealed class OrganizationFollower(
    IGrainFactory grains, CurrentRoster roster, OrganizationOptions options, TimeProvider time, ILogger<OrganizationFollower> logger) : BackgroundService
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Of which the log has told that they do not answer.</summary>
    private readonly ConcurrentDictionary<string, bool> _silent = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.RosterInterval, time);
        try
        {
            do
            {
                await Task.WhenAll(roster.Value.Organizations.Select(organization => Follow(organization, stoppingToken)));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo goes.
        }
    }

    /// <summary>One organization whose grain does not answer must not hide what others found.</summary>
    private async Task Follow(OrganizationRegistration organization, CancellationToken stoppingToken)
    {
        try
        {
            OrganizationFindings? findings = await grains.GetGrain<IOrganizationGrain>(organization.OrganizationId)
                .Follow(roster.FindingsOf(organization.OrganizationId)?.Version ?? -1).WaitAsync(AnswerWithin, time, stoppingToken);
            if (findings is not null)
            {
                roster.Take(findings);
            }

            if (_silent.TryRemove(organization.OrganizationId, out _))
            {
                logger.LogInformation("organization {Organization} answers again", organization.OrganizationId);
            }
        }
        catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
        {
            if (_silent.TryAdd(organization.OrganizationId, true))
            {
                logger.LogWarning("organization {Organization} does not answer, its accounts are watched as before: {Trouble}", organization.OrganizationId, trouble.Message);
            }
        }
    }
}
