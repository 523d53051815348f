using System.Runtime.CompilerServices;
using RootWatch.Server.Accounts;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Onboarding;

/// <summary>Verifications of this process, so many at once; the others wait for their turn.</summary>
internal sealed class AccountVerifier(PostureAws aws, IAwsCalls calls) : IDisposable
{
    private const int AtOnceMax = 8;

    private readonly SemaphoreSlim _running = new(AtOnceMax);

    /// <summary>Each step with its result, as it ends.</summary>
    public async IAsyncEnumerable<(VerificationStep Step, VerificationResult Result)> Run(
        AccountRegistration account, [EnumeratorCancellation] CancellationToken stop)
    {
        await _running.WaitAsync(stop);
        try
        {
            await foreach ((VerificationStep, VerificationResult) ended in new AccountVerification(aws, calls).Run(account, stop))
            {
                yield return ended;
            }
        }
        finally
        {
            _running.Release();
        }
    }

    public void Dispose() => _running.Dispose();
}
