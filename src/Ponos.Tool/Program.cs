using Ponos.Tool;

return await CommandTree.RunAsync(args);
