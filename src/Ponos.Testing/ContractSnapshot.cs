using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Contracts;

namespace Ponos.Testing;

/// <summary>
/// Compares the contracts of services with those that were recorded, and fails a test when a change breaks whoever is at the other
/// end: a service that sends may not promise less, one that receives may not demand more.
/// </summary>
/// <remarks>
/// Contracts are recorded by the command <c>dotnet run -- contracts</c> of the service's own host, in a folder that belongs into
/// version control. A break that is meant is recorded too: the review sees it in the files.
/// </remarks>
public static class ContractSnapshot
{
    /// <summary>Compares. Nothing is started and nothing connects.</summary>
    /// <param name="configure">Adds the services: <c>services =&gt; services.AddImages()</c>.</param>
    /// <param name="folder">
    /// The recorded contracts. A relative path is looked for in the directory of the tests' assembly and in those above it, so that
    /// it can be given from the repository's root.
    /// </param>
    /// <exception cref="ContractSnapshotException">
    /// A contract breaks, or has changed in another way and is not recorded yet; the message names the contract, the place, whom it
    /// breaks, and what to do.
    /// </exception>
    /// <exception cref="InvalidOperationException">The services cannot be put together; the message says why.</exception>
    public static void Check(Action<IServiceCollection> configure, string folder = "contracts")
    {
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var current = Read(configure);
        var recorded = Find(folder) ?? throw new ContractSnapshotException(
            isBreaking: false, $"There is no folder '{folder}' in {AppContext.BaseDirectory} or above it. {Remedy(folder)}");
        var review = ContractReview.Of(current, recorded);
        if (review.Changes.Count > 0)
        {
            throw new ContractSnapshotException(review.IsBreaking, Describe(review, folder));
        }
    }

    private static IReadOnlyList<ServiceDescription> Read(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        configure(builder.Services);
        using var services = builder.Services.BuildServiceProvider();
        return services.DescribePonosServices();
    }

    private static string? Find(string folder)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, folder);
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static string Describe(ContractReview review, string folder)
    {
        var text = new StringBuilder();
        var (breaking, others) =
            (review.Changes.Where(change => change.IsBreaking).ToArray(), review.Changes.Where(change => !change.IsBreaking).ToArray());
        if (breaking.Length > 0)
        {
            text.AppendLine("Contracts break:");
            Array.ForEach(breaking, change => text.Append("  ").AppendLine(change.ToString()));
            text.AppendLine("Take the change back, or give the job a new name and serve both until the old one is out of use.");
            text.Append("If the break is meant, record it: ").AppendLine(Remedy(folder));
        }

        if (others.Length > 0)
        {
            text.AppendLine(
                breaking.Length > 0 ? "Compatible changes:" : "Contracts have changed in a compatible way and are not recorded:");
            Array.ForEach(others, change => text.Append("  ").AppendLine(change.ToString()));
            if (breaking.Length == 0)
            {
                text.AppendLine(Remedy(folder));
            }
        }

        return text.ToString().TrimEnd();
    }

    private static string Remedy(string folder) => $"Run 'dotnet run -- contracts {folder}' of the service's host and commit the files.";
}
