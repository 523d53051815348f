using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;

namespace RootWatch.Aws.Credentials;

/// <summary>The process's own credentials, from the places where every AWS tool looks, in the AWS SDK's order.</summary>
/// <param name="profile">A profile to take them from and from nowhere else; null for the usual chain.</param>
internal sealed class ProcessCredentials(string? profile)
{
    private const string Remedy =
        "Give the process some: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile of the shared config files " +
        "(AWS_PROFILE; 'aws sso login' first if it signs in through SSO), a container role or an instance role.";

    /// <exception cref="NoCredentialsException">There are none, or their source does not give them.</exception>
    public async Task<AWSCredentials> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            // On a thread of its own: the chain may block it while a metadata service that is not there does not answer.
            return await Task.Run(FindAsync, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new NoCredentialsException($"no AWS credentials: their source did not answer in time. {Remedy}", exception);
        }
        catch (Exception exception) when (exception is not NoCredentialsException)
        {
            throw new NoCredentialsException($"no AWS credentials. {Remedy} The AWS SDK says: {exception.Message}", exception);
        }
    }

    private async Task<AWSCredentials> FindAsync()
    {
        var credentials = profile is null
            ? await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(new AmazonSecurityTokenServiceConfig())
            : FromProfile(profile);

        // Asked for now, so that a source that is there but dry (an SSO login that ran out) is told from a refusal by AWS.
        await credentials.GetCredentialsAsync();
        return credentials;
    }

    private static AWSCredentials FromProfile(string name) =>
        new CredentialProfileStoreChain().TryGetAWSCredentials(name, out var credentials)
            ? credentials
            : throw new NoCredentialsException($"no AWS credentials: the shared config files have no profile '{name}' that gives any. Correct the name, or write the profile ('aws configure --profile {name}').", null);
}

/// <summary>There is nothing to sign with. Its message is for the operator.</summary>
internal sealed class NoCredentialsException(string message, Exception? inner) : Exception(message, inner);
