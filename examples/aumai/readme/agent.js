console.log("node agent called with", process.argv.slice(2));
